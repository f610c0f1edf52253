import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { exampleCompany } from '../../../test/support/example-company.ts'
import { memoryLog } from '../../../test/support/memory-log.ts'
import { scratchDatabase } from '../../../test/support/scratch-database.ts'
import { stagePorts } from '../../../test/support/stage-ports.ts'
import { stored } from '../../../test/support/stored.ts'
import { testDatabase } from '../../../test/support/test-database.ts'
import { type LeadId, newId, type TaskId } from '../../domain/ids.ts'
import type { NewJob } from '../../ports/job-queue.ts'
import { startBoss } from '../pgboss/boss.ts'
import { bossEnqueue, bossJobQueue, LIVE_SUBJECTS } from '../pgboss/job-queue.ts'
import { connect, type Db } from './connect.ts'
import { postgresDeadLetterStore } from './dead-letter-store.ts'
import { postgresDeadLetters } from './dead-letters.ts'
import { postgresStalledWork } from './stalled-work.ts'

const MINUTE_MS = 60_000
const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE_MS)
const clock = () => new Date()
const { configuration } = stagePorts(exampleCompany(), new Date())
const leads = { record: () => Promise.reject(new Error('Nothing waits here')) } as never

type GivenTask = {
  readonly leadId: LeadId
  readonly createdAt: Date
  readonly dueAt?: Date
  readonly state?: 'open' | 'done'
}

async function aTask(db: Db, given: GivenTask): Promise<TaskId> {
  const id = newId<TaskId>()
  const row = { id, follower: 'notify' as const, subject: null, endedAt: null, failure: null }
  await db
    .insertInto('tasks')
    .values({ ...row, dueAt: null, ...given })
    .execute()
  return id
}

/** With the queue itself, whose time goes on when we say so. */
async function sceneWithQueue() {
  const database = await testDatabase()
  const db = connect(database.url, 5)
  const boss = await startBoss(database.url, { supervise: false, log: memoryLog() })
  const queueParts = { boss, clock, leaseSecondsOf: () => 3_600 }
  const add = bossEnqueue(queueParts)
  return {
    db,
    jobs: bossJobQueue({
      ...queueParts,
      inTransaction: (work) => db.transaction().execute((tx) => work(tx.withoutPlugins())),
      onAdded: () => undefined,
    }),
    stalled: postgresStalledWork({
      ...{ db, leads, clock, configuration, liveSubjects: LIVE_SUBJECTS },
      enqueue: (tx, jobs) => add(tx.withoutPlugins(), jobs),
    }),
    async aMinutePasses() {
      const minute = sql`interval '1 minute'`
      await sql`update tasks set created_at = created_at - ${minute}`.execute(db)
      await sql`update pgboss.job set start_after = start_after - ${minute}`.execute(db)
    },
    async liveJobs() {
      const { rows } = await sql<{ subject: string }>`${sql.raw(LIVE_SUBJECTS)}`.execute(db)
      return rows.map(({ subject }) => subject).sort()
    },
    async [Symbol.asyncDispose]() {
      await boss.stop({ graceful: false, close: true })
      await db.destroy()
      await database[Symbol.asyncDispose]()
    },
  }
}

async function scene() {
  const scratch = await scratchDatabase()
  const { db } = scratch
  const jobs: NewJob[] = []
  const enqueue = async (_tx: unknown, added: readonly NewJob[]) => void jobs.push(...added)
  const liveSubjects = LIVE_SUBJECTS
  return {
    db,
    jobs,
    stalled: () => postgresStalledWork({ db, enqueue, leads, clock, configuration, liveSubjects }),
    deadLetters: postgresDeadLetters(db, enqueue),
    store: postgresDeadLetterStore(db),
    /** A lead that should have been decided so many minutes ago. */
    late: (minutes: number, given = {}) =>
      stored.lead(db, { receivedAt: ago(minutes), deadlineAt: ago(minutes), ...given }),
    task: (given: GivenTask) => aTask(db, given),
    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  }
}

describe('stalled work', { concurrency: 2 }, () => {
  test('a lead whose job vanished is woken at the stage it waits for', async () => {
    await using at = await scene()
    const id = await at.late(1, { waitingFor: 'score' })

    const woken = await at.stalled().wake()

    assert.deepEqual(woken, { leads: 1, tasks: 0 })
    assert.deepEqual(at.jobs, [{ queue: 'stage-score', subject: { leadId: id } }])
  })

  test('leads that are in time, or decided, are left alone', async () => {
    await using at = await scene()
    await at.late(0)
    await at.late(10, { state: 'assigned', waitingFor: null })
    await at.late(10, { state: 'rejected', waitingFor: null })

    assert.deepEqual(await at.stalled().wake(), { leads: 0, tasks: 0 })
  })

  test('an open task long past its time is woken, one that is not due or done is not', async () => {
    await using at = await scene()
    const leadId = await at.late(10, { state: 'assigned', waitingFor: null })
    const id = await at.task({ leadId, createdAt: ago(10) })
    await at.task({ leadId, createdAt: ago(10), dueAt: ago(-60) })
    await at.task({ leadId, createdAt: ago(10), state: 'done' })

    assert.deepEqual(await at.stalled().wake(), { leads: 0, tasks: 1 })
    assert.deepEqual(at.jobs, [{ queue: 'follower-notify', subject: { taskId: id } }])
  })

  test('work that was woken has a job, so that it is not woken again', async () => {
    await using at = await sceneWithQueue()
    const leadId = await stored.lead(at.db, { receivedAt: ago(1), deadlineAt: ago(1) })
    const taskId = await aTask(at.db, { leadId, createdAt: ago(10) })

    assert.deepEqual(await at.stalled.wake(), { leads: 1, tasks: 1 })
    assert.deepEqual(await at.stalled.wake(), { leads: 0, tasks: 0 })
    assert.deepEqual(await at.liveJobs(), [leadId, taskId].sort())
  })

  test('a job in the hands of a worker is one too, and a completed one is none', async () => {
    await using at = await sceneWithQueue()
    await stored.lead(at.db, { receivedAt: ago(1), deadlineAt: ago(1) })
    await at.stalled.wake()
    const [job] = await at.jobs.claim('stage-validate', 1)
    assert.ok(job)

    assert.deepEqual(await at.stalled.wake(), { leads: 0, tasks: 0 })
    await at.jobs.complete(job)
    assert.deepEqual(await at.stalled.wake(), { leads: 1, tasks: 0 })
  })

  test('half an hour without a vendor leaves one job for each task', async () => {
    await using at = await sceneWithQueue()
    const leadId = await stored.lead(at.db, { state: 'assigned', waitingFor: null })
    const given = Array.from({ length: 20 }, () => aTask(at.db, { leadId, createdAt: ago(10) }))
    const tasks = await Promise.all(given)
    assert.deepEqual(await at.stalled.wake(), { leads: 0, tasks: 20 })

    for (let minute = 0; minute < 30; minute++) {
      const claimed = await at.jobs.claim('follower-notify', 100)
      assert.equal(claimed.length, 20)
      const until = new Date(Date.now() + MINUTE_MS)
      await Promise.all(claimed.map((job) => at.jobs.postpone(job, until)))
      assert.deepEqual(await at.stalled.wake(), { leads: 0, tasks: 0 })
      await at.aMinutePasses()
    }

    assert.deepEqual(await at.liveJobs(), tasks.sort())
  })

  test('work without a job is found behind any amount of work that has one', async () => {
    await using at = await sceneWithQueue()
    const leadId = await stored.lead(at.db, { state: 'assigned', waitingFor: null })
    await sql`
      insert into tasks (id, lead_id, follower, created_at)
      select gen_random_uuid(), ${leadId}, 'notify', now() - interval '2 hours'
      from generate_series(1, 600)`.execute(at.db)
    assert.deepEqual(await at.stalled.wake(), { leads: 0, tasks: 500 })
    assert.deepEqual(await at.stalled.wake(), { leads: 0, tasks: 100 })
    const taskId = await aTask(at.db, { leadId, createdAt: ago(10) })

    assert.deepEqual(await at.stalled.wake(), { leads: 0, tasks: 1 })
    assert.ok((await at.liveJobs()).includes(taskId))
  })

  test('a dead letter is not woken, but redriven it moves on', async () => {
    await using at = await scene()
    const [dead, alive] = [await at.late(1), await at.late(1)]
    await at.store.bury({ queue: 'stage-route', leadId: dead, attempts: 10, failure: 'TypeError' })

    assert.deepEqual(await at.stalled().wake(), { leads: 1, tasks: 0 })
    assert.deepEqual(at.jobs.splice(0), [{ queue: 'stage-validate', subject: { leadId: alive } }])

    const [letter] = await at.deadLetters.redrive()
    assert.equal(letter?.leadId, dead)
    assert.deepEqual(at.jobs.splice(0), [{ queue: 'stage-route', subject: { leadId: dead } }])
    assert.deepEqual(await at.stalled().wake(), { leads: 2, tasks: 0 })
  })

  test('buried twice is one letter; redriven twice is one job; and it can be buried anew', async () => {
    await using at = await scene()
    const leadId = await at.late(1)
    const work = { queue: 'stage-route', leadId, attempts: 10, failure: 'TypeError' }

    await at.store.bury(work)
    await at.store.bury(work)
    const redriven = await Promise.all([at.deadLetters.redrive(), at.deadLetters.redrive()])
    await at.store.bury(work)

    assert.equal(redriven.flat().length, 1)
    assert.equal(at.jobs.length, 1)
    assert.equal((await at.deadLetters.list({ limit: 10 })).items.length, 1)
  })

  test('a task that is redriven is open again, and due from now on', async () => {
    await using at = await scene()
    const leadId = await at.late(1, { state: 'assigned', waitingFor: null })
    const taskId = await at.task({ leadId, createdAt: ago(48 * 60) })
    await at.store.bury({ queue: 'follower-notify', leadId, taskId, attempts: 10, failure: 'x' })
    await at.db
      .updateTable('tasks')
      .set({ state: 'dead', endedAt: ago(1) })
      .execute()

    await at.deadLetters.redrive()

    const task = await at.db.selectFrom('tasks').selectAll().executeTakeFirstOrThrow()
    assert.partialDeepStrictEqual(task, { state: 'open', endedAt: null, failure: null })
    assert.ok((task.dueAt?.getTime() ?? 0) > ago(1).getTime())
    assert.deepEqual(at.jobs, [{ queue: 'follower-notify', subject: { taskId } }])
  })

  test('of several watchers at once one looks', async () => {
    await using at = await scene()
    await at.late(1)
    const watchers = [at.stalled(), at.stalled(), at.stalled(), at.stalled()]

    const woken = await Promise.all(watchers.map((watcher) => watcher.wake()))

    assert.ok(woken.some(({ leads }) => leads === 1))
    assert.ok(at.jobs.every(({ queue }) => queue === 'stage-validate'))
  })
})
