import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import pg from 'pg'
import { cuttableDatabase } from '../../../test/support/cuttable-database.ts'
import { eventually } from '../../../test/support/eventually.ts'
import { memoryLog } from '../../../test/support/memory-log.ts'
import { testDatabase } from '../../../test/support/test-database.ts'
import { Unavailable } from '../../domain/failure.ts'
import type { LeadId } from '../../domain/ids.ts'
import { ALL_QUEUES } from '../../migrate.ts'
import type { ClaimedJob, JobQueue, NewJob } from '../../ports/job-queue.ts'
import { connect } from '../postgres/connect.ts'
import { startBoss } from './boss.ts'
import { bossEnqueue, bossJobQueue } from './job-queue.ts'
import { BOSS_CHANNEL, listenForJobs } from './listen.ts'
import { releaseJobs } from './release-jobs.ts'

const QUEUE = 'stage-validate'
const OTHER = 'stage-route'
const HOUR_MS = 3_600_000
const subject = () => ({ leadId: randomUUID() as string as LeadId })

const now = () => new Date()

async function aQueue({ leaseSeconds = 60, supervise = false, clock = now } = {}) {
  const direct = await testDatabase()
  const database = await cuttableDatabase(direct.url)
  const db = connect(database.url, 5)
  const boss = await startBoss(database.url, { supervise, log: memoryLog() })
  const listener = listenForJobs(database.url)
  const leaseSecondsOf = () => leaseSeconds
  const enqueue = bossEnqueue({ boss, clock, leaseSecondsOf })
  const jobs = bossJobQueue({
    boss,
    clock,
    leaseSecondsOf,
    inTransaction: (work) => db.transaction().execute((tx) => work(tx.withoutPlugins())),
    onAdded: listener.onAdded,
  })
  return {
    jobs,
    db,
    url: direct.url,
    cut: database.cut,
    /** For every job, as far as the queue can tell: how long it waits yet, and how long it was claimed. */
    timePasses: (interval: string) =>
      sql`update pgboss.job set start_after = start_after - ${interval}::interval,
        started_on = started_on - ${interval}::interval`.execute(db),
    add: (...added: readonly NewJob[]) =>
      db.transaction().execute((tx) => enqueue(tx.withoutPlugins(), added)),
    async only(queue = QUEUE): Promise<ClaimedJob> {
      const [job, ...more] = await jobs.claim(queue, 10)
      assert.ok(job)
      assert.deepEqual(more, [])
      return job
    },
    async [Symbol.asyncDispose]() {
      await listener.close()
      await boss.stop({ graceful: false, close: true })
      await db.destroy()
      await database[Symbol.asyncDispose]()
      await direct[Symbol.asyncDispose]()
    },
  }
}

describe('the job queue', { concurrency: 2 }, () => {
  test('gives the most urgent first, however much came before it, also after a postponement', async () => {
    await using queue = await aQueue()
    const hot = subject()
    await queue.add(...Array.from({ length: 300 }, () => ({ queue: QUEUE, subject: subject() })))
    await queue.add({ queue: QUEUE, subject: hot, urgency: 2 })

    const [first] = await queue.jobs.claim(QUEUE, 1)
    assert.ok(first)
    await queue.jobs.postpone(first, now())
    const [again] = await queue.jobs.claim(QUEUE, 1)

    assert.deepEqual([first.subject, first.urgency], [hot, 2])
    assert.deepEqual([again?.subject, again?.urgency, again?.attempt], [hot, 2, 1])
  })

  test('gives a job to one claim only, and tells what it is about', async () => {
    await using queue = await aQueue()
    const about = subject()
    await queue.add({ queue: QUEUE, subject: about })

    const claims = await Promise.all([queue.jobs.claim(QUEUE, 10), queue.jobs.claim(QUEUE, 10)])

    assert.partialDeepStrictEqual(claims.flat(), [
      { queue: QUEUE, subject: about, attempt: 0, lapses: 0 },
    ])
    assert.equal(claims.flat().length, 1)
    assert.deepEqual(Object.keys(claims.flat()[0]?.subject ?? {}), ['leadId'])
  })

  test('claims the oldest first, and no more than asked for', async () => {
    await using queue = await aQueue()
    const abouts = [subject(), subject(), subject()]
    for (const about of abouts) await queue.add({ queue: QUEUE, subject: about })

    const first = await queue.jobs.claim(QUEUE, 2)
    const second = await queue.jobs.claim(QUEUE, 2)

    const ids = (jobs: readonly ClaimedJob[]) => jobs.map((job) => job.subject)
    assert.deepEqual(new Set(ids(first)), new Set(abouts.slice(0, 2)))
    assert.deepEqual(ids(second), abouts.slice(2))
  })

  test('has no job whose transaction was rolled back', async () => {
    await using queue = await aQueue()
    const { db, url } = queue
    const boss = await startBoss(url, { supervise: false, log: memoryLog() })
    const enqueue = bossEnqueue({ boss, clock: now, leaseSecondsOf: () => 60 })

    const rolledBack = db.transaction().execute(async (tx) => {
      await enqueue(tx.withoutPlugins(), [{ queue: QUEUE, subject: subject() }])
      throw new Error('changed my mind')
    })
    await assert.rejects(rolledBack, /changed my mind/)
    await boss.stop({ graceful: false, close: true })

    assert.deepEqual(await queue.jobs.claim(QUEUE, 10), [])
  })

  test('a completed job never comes back', async () => {
    await using queue = await aQueue()
    await queue.add({ queue: QUEUE, subject: subject() })

    await queue.jobs.complete(await queue.only())

    assert.equal(await releaseJobs(queue.url, ALL_QUEUES), 0)
    assert.deepEqual(await queue.jobs.claim(QUEUE, 10), [])
  })

  test('a postponed job comes back at its time, one attempt older', async () => {
    await using queue = await aQueue()
    const about = subject()
    await queue.add({ queue: QUEUE, subject: about })

    await queue.jobs.postpone(await queue.only(), new Date(Date.now() + HOUR_MS))
    await queue.timePasses('59 minutes')
    assert.deepEqual(await queue.jobs.claim(QUEUE, 10), [])
    await queue.timePasses('1 minute')

    const again = await queue.only()
    assert.partialDeepStrictEqual(again, { subject: about, attempt: 1, lapses: 0 })
  })

  test('a clock that differs from the database’s neither hurries nor delays a job', async () => {
    await using queue = await aQueue({ clock: () => new Date('2001-09-09T01:46:40Z') })
    const [later, past] = [subject(), subject()]
    await queue.add(
      { queue: QUEUE, subject: later, startAfter: new Date('2001-09-09T02:46:40Z') },
      { queue: QUEUE, subject: past, startAfter: new Date('2001-09-09T01:46:39Z') },
    )

    const claimed = await queue.only()

    assert.deepEqual(claimed.subject, past)
  })

  test('a job that was handed over is another queue’s, with all its attempts before it', async () => {
    await using queue = await aQueue()
    const about = subject()
    await queue.add({ queue: QUEUE, subject: about })
    await queue.jobs.postpone(await queue.only(), new Date(0))

    await queue.jobs.handOver(await queue.only(), OTHER)

    assert.deepEqual(await queue.jobs.claim(QUEUE, 10), [])
    assert.partialDeepStrictEqual(await queue.only(OTHER), { subject: about, attempt: 0 })
  })

  test('outages are counted apart, and kept when the job is given back', async () => {
    await using queue = await aQueue()
    await queue.add({ queue: QUEUE, subject: subject() })
    const job = await queue.only()
    assert.equal(job.outages, 0)

    await queue.jobs.postpone({ ...job, outages: 1 }, new Date(0))
    await queue.jobs.giveBack([await queue.only()])

    const again = await queue.only()
    assert.partialDeepStrictEqual(again, { attempt: 1, outages: 1 })
    await queue.jobs.handOver(again, OTHER)
    assert.partialDeepStrictEqual(await queue.only(OTHER), { attempt: 0, outages: 0 })
  })

  test('jobs that were given back can be claimed at once, no attempt older', async () => {
    await using queue = await aQueue()
    const abouts = Array.from({ length: 30 }, subject)
    await queue.add(...abouts.map((about) => ({ queue: QUEUE, subject: about })))
    const [done, ...rest] = await queue.jobs.claim(QUEUE, 100)
    assert.ok(done)
    await queue.jobs.complete(done)

    await queue.jobs.giveBack([done, ...rest])

    const again = await queue.jobs.claim(QUEUE, 100)
    assert.equal(again.length, 29)
    assert.ok(again.every(({ attempt }) => attempt === 0))
  })

  test('a lapsed claim settles nothing: the job belongs to whoever claimed it since', async () => {
    await using queue = await aQueue({ supervise: true })
    await queue.add({ queue: QUEUE, subject: subject() })
    const lapsed = await queue.only()
    await queue.timePasses('1 minute')
    const current = await eventually('the lease to end', async () => {
      const [job] = await queue.jobs.claim(QUEUE, 10)
      return job
    })

    await queue.jobs.complete(lapsed)
    await queue.jobs.postpone(lapsed, new Date(0))
    await queue.jobs.handOver(lapsed, OTHER)
    await queue.jobs.giveBack([lapsed])

    assert.equal(current.lapses, lapsed.lapses + 1)
    assert.deepEqual(await queue.jobs.claim(OTHER, 10), [])
    assert.deepEqual(await queue.jobs.claim(QUEUE, 10), [])
    await queue.jobs.handOver(current, OTHER)
    assert.partialDeepStrictEqual(await queue.only(OTHER), { subject: current.subject })
  })

  test('jobs whose only worker is known to be dead can be released without waiting', async () => {
    await using queue = await aQueue()
    await queue.add({ queue: QUEUE, subject: subject() }, { queue: OTHER, subject: subject() })
    const stale = await queue.only()
    await queue.only(OTHER)

    assert.equal(await releaseJobs(queue.url, [QUEUE]), 1)

    const again = await queue.only()
    assert.deepEqual([again.id, again.lapses], [stale.id, stale.lapses + 1])
    assert.deepEqual(await queue.jobs.claim(OTHER, 10), [])
  })

  test('a job that is added wakes those who listen, one for later does not', async () => {
    await using queue = await aQueue()
    const woken: string[] = []
    queue.jobs.onAdded((name) => void woken.push(name))

    await eventually('the listener to hear', async () => {
      await queue.add({ queue: OTHER, subject: subject() })
      return woken.includes(OTHER)
    })
    woken.length = 0
    const later = new Date(Date.now() + HOUR_MS)
    await queue.add({ queue: QUEUE, subject: subject(), startAfter: later })
    await eventually('the next word', async () => {
      await queue.add({ queue: OTHER, subject: subject() })
      return woken.includes(OTHER)
    })

    assert.ok(!woken.includes(QUEUE))
  })

  test('the queue notifies on the channel we listen on', async () => {
    await using queue = await aQueue()
    const client = new pg.Client({ connectionString: queue.url })
    await client.connect()
    const heard: pg.Notification[] = []
    client.on('notification', (notification) => void heard.push(notification))
    await client.query(`listen ${BOSS_CHANNEL}`)

    await queue.add({ queue: QUEUE, subject: subject() })
    await eventually('a notification', async () => heard.length > 0)
    await client.end()

    assert.partialDeepStrictEqual(heard, [{ channel: BOSS_CHANNEL, payload: QUEUE }])
  })

  test('a listener whose connection broke listens again', async () => {
    await using queue = await aQueue()
    const woken: string[] = []
    queue.jobs.onAdded((name) => void woken.push(name))
    await eventually('the listener to hear', async () => {
      await queue.add({ queue: QUEUE, subject: subject() })
      return woken.length > 0
    })

    const client = new pg.Client({ connectionString: queue.url })
    await client.connect()
    const listening = `query like 'listen%' and pid <> pg_backend_pid()`
    const cut = await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and ${listening}`,
    )
    await client.end()
    woken.length = 0

    assert.equal(cut.rowCount, 1)
    await eventually('the listener to hear again', async () => {
      await queue.add({ queue: QUEUE, subject: subject() })
      return woken.length > 0
    })
  })

  test('without a database nothing is claimed or settled, and that may pass', async () => {
    await using queue = await aQueue()
    await queue.add({ queue: QUEUE, subject: subject() })
    const job = await queue.only()
    await queue.cut()

    for (const work of everyWork(queue.jobs, job)) await assert.rejects(work, Unavailable)
  })

  test('so it is when this process has closed the queue already', async () => {
    const queue = await aQueue()
    await queue.add({ queue: QUEUE, subject: subject() })
    const job = await queue.only()
    await queue[Symbol.asyncDispose]()

    for (const work of everyWork(queue.jobs, job)) await assert.rejects(work, Unavailable)
  })

  test('a queue that is missing is a fault, not an outage', async () => {
    await using queue = await aQueue()
    await queue.add({ queue: QUEUE, subject: subject() })
    const job = await queue.only()
    const isFault = (error: unknown) => error instanceof Error && !(error instanceof Unavailable)

    await assert.rejects(queue.jobs.claim('no-such-queue', 1), isFault)
    await assert.rejects(queue.jobs.handOver(job, 'no-such-queue'), isFault)
    await queue.jobs.complete(job)
  })

  test('a fault in a statement is a fault, not an outage', async () => {
    await using queue = await aQueue()
    await queue.add({ queue: QUEUE, subject: subject() })
    const job = { ...(await queue.only()), id: 'not-a-uuid' }

    await assert.rejects(queue.jobs.complete(job), { code: '22P02' })
  })
})

const everyWork = (jobs: JobQueue, job: ClaimedJob) => [
  () => jobs.claim(QUEUE, 1),
  () => jobs.complete(job),
  () => jobs.postpone(job, new Date(0)),
  () => jobs.handOver(job, OTHER),
  () => jobs.giveBack([job]),
]
