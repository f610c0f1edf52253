import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { eventually } from '../../test/support/eventually.ts'
import { aLeadJob, memoryJobs } from '../../test/support/memory-jobs.ts'
import { memoryLog } from '../../test/support/memory-log.ts'
import { Unavailable } from '../domain/failure.ts'
import { urgencyOf } from '../domain/urgency.ts'
import type { ClaimedJob } from '../ports/job-queue.ts'
import { startJobLoop } from './job-loop.ts'

const QUEUE = 'stage-validate'
const PATIENT_MS = 10_000

/** A loop over a queue in memory, whose jobs run until the gate opens. */
function loopWithGate({ limit = 10, forHot = 0 } = {}) {
  const jobs = memoryJobs()
  const log = memoryLog()
  const gate = Promise.withResolvers<void>()
  const started: ClaimedJob[] = []
  const run = async (job: ClaimedJob) => {
    started.push(job)
    await gate.promise
    await jobs.complete(job)
  }
  const start = () =>
    startJobLoop({ jobs, log, queue: QUEUE, run, limit: () => limit, forHot, paceMs: 0 })
  return { jobs, log, gate, started, start }
}

/** As above, with a gate for each job, in the order in which they started. */
function loopWithGates({ limit = 10 } = {}) {
  const jobs = memoryJobs()
  const log = memoryLog()
  const ends: (() => void)[] = []
  const started: ClaimedJob[] = []
  const run = async (job: ClaimedJob) => {
    const gate = Promise.withResolvers<void>()
    started.push(job)
    ends.push(gate.resolve)
    await gate.promise
    await jobs.complete(job)
  }
  const start = () => startJobLoop({ jobs, log, queue: QUEUE, run, limit: () => limit, paceMs: 0 })
  return { jobs, started, ends, start }
}

const waysOf = ({ settled }: ReturnType<typeof memoryJobs>) => settled.map(({ how }) => how).sort()

describe('a job loop', () => {
  test('runs what it claims and no more at once than its limit', async () => {
    const { jobs, gate, started, start } = loopWithGate({ limit: 2 })
    jobs.add(aLeadJob(), aLeadJob(), aLeadJob())

    const loop = start()
    await eventually('two jobs to run', async () => started.length === 2)
    loop.wake()
    await Promise.resolve()
    assert.equal(started.length, 2)
    gate.resolve()

    await eventually('all jobs to be done', async () => jobs.settled.length === 3)
    await loop.stop(PATIENT_MS)
  })

  test('with every place taken by slow work, hot work has places of its own', async () => {
    const { jobs, gate, started, start } = loopWithGate({ limit: 2, forHot: 1 })
    jobs.add(aLeadJob(), aLeadJob(), aLeadJob())
    const loop = start()
    await eventually('two jobs to run', async () => started.length === 2)

    jobs.add(...Array.from({ length: 2 }, () => aLeadJob({ urgency: urgencyOf('hot') })))
    loop.wake()

    await eventually('a hot one to run', async () => started.length === 3)
    assert.deepEqual(
      started.map(({ urgency }) => urgency),
      [0, 0, urgencyOf('hot')],
    )
    gate.resolve()
    await eventually('all jobs to be done', async () => jobs.settled.length === 5)
    await loop.stop(PATIENT_MS)
  })

  test('claims again when a quarter of its places is free, not for every one', async () => {
    const { jobs, started, start, ends } = loopWithGates({ limit: 8 })
    jobs.add(...Array.from({ length: 10 }, () => aLeadJob()))
    const loop = start()
    await eventually('eight jobs to run', async () => started.length === 8)

    ends[0]?.()
    await eventually('one to be done', async () => jobs.settled.length === 1)
    loop.wake()
    await new Promise((resolve) => setImmediate(resolve))
    assert.equal(started.length, 8)
    ends[1]?.()

    await eventually('two more to run', async () => started.length === 10)
    for (const end of ends) end()
    await loop.stop(PATIENT_MS)
  })

  test('finds jobs that were added without a word', async () => {
    const { jobs, gate, start } = loopWithGate()
    gate.resolve()
    const loop = start()
    await new Promise((resolve) => setImmediate(resolve))

    jobs.add(aLeadJob())

    await eventually('the job to be done', async () => jobs.settled.length === 1)
    await loop.stop(PATIENT_MS)
  })

  test('lets what runs finish when it stops', async () => {
    const { jobs, gate, started, start } = loopWithGate()
    jobs.add(aLeadJob(), aLeadJob())
    const loop = start()
    await eventually('both jobs to run', async () => started.length === 2)

    const stopped = loop.stop(PATIENT_MS)
    gate.resolve()
    await stopped

    assert.deepEqual(waysOf(jobs), ['completed', 'completed'])
  })

  test('claims together what comes soon after a claim', async () => {
    const { jobs, log } = loopWithGate()
    const brought: number[] = []
    const claim = async (queue: string, limit: number) => {
      const claimed = await jobs.claim(queue, limit)
      if (claimed.length > 0) brought.push(claimed.length)
      return claimed
    }
    jobs.add(aLeadJob())
    const run = (job: ClaimedJob) => jobs.complete(job)
    const loop = startJobLoop({
      jobs: { ...jobs, claim },
      log,
      queue: QUEUE,
      run,
      limit: () => 10,
      paceMs: 400,
    })
    await eventually('the first job to be done', async () => jobs.settled.length === 1)

    for (const job of [aLeadJob(), aLeadJob()]) {
      jobs.add(job)
      loop.wake()
      await new Promise(setImmediate)
    }

    await eventually('all jobs to be done', async () => jobs.settled.length === 3)
    assert.deepEqual(brought, [1, 2])
    await loop.stop(PATIENT_MS)
  })

  test('gives back what is not finished in its time of grace', async () => {
    const { jobs, started, start } = loopWithGate()
    jobs.add(aLeadJob(), aLeadJob())
    const loop = start()
    await eventually('both jobs to run', async () => started.length === 2)

    await loop.stop(1)

    assert.deepEqual(waysOf(jobs), ['given back', 'given back'])
  })

  test('has given back, when it has stopped, what a claim under way brought', async () => {
    const { jobs, log, started } = loopWithGate()
    const claiming = Promise.withResolvers<ClaimedJob[]>()
    const claim = () => claiming.promise
    const run = async (job: ClaimedJob) => void started.push(job)
    const loop = startJobLoop({
      jobs: { ...jobs, claim },
      log,
      queue: QUEUE,
      run,
      limit: () => 10,
      paceMs: 0,
    })

    const stopped = loop.stop(PATIENT_MS)
    claiming.resolve([aLeadJob()])
    await stopped

    assert.deepEqual(waysOf(jobs), ['given back'])
    assert.deepEqual(started, [])
  })

  test('stops although the queue is down: the leases give the jobs back', async () => {
    const { jobs, log, started } = loopWithGate()
    jobs.add(aLeadJob())
    const giveBack = () => Promise.reject(new Unavailable('database-down', 'gone'))
    const run = (job: ClaimedJob) => {
      started.push(job)
      return new Promise<void>(() => undefined)
    }
    const loop = startJobLoop({
      jobs: { ...jobs, giveBack },
      log,
      queue: QUEUE,
      run,
      limit: () => 10,
      paceMs: 0,
    })
    await eventually('the job to run', async () => started.length === 1)

    await loop.stop(1)

    assert.deepEqual(log.lines, ['warn: Cannot give jobs back'])
  })

  test('goes on after a claim that failed', async () => {
    const { jobs, log, gate } = loopWithGate()
    gate.resolve()
    let failures = 1
    const claim = async (queue: string, limit: number) => {
      if (failures-- > 0) throw new Unavailable('database-down', 'gone')
      return jobs.claim(queue, limit)
    }
    jobs.add(aLeadJob())
    const run = (job: ClaimedJob) => jobs.complete(job)

    const loop = startJobLoop({
      jobs: { ...jobs, claim },
      log,
      queue: QUEUE,
      run,
      limit: () => 10,
      paceMs: 0,
    })

    await eventually('the job to be done', async () => jobs.settled.length === 1)
    await loop.stop(PATIENT_MS)
    assert.deepEqual(log.lines, ['warn: Cannot claim jobs'])
  })

  test('survives a job that could not be settled, and frees its place', async () => {
    const { jobs, log } = loopWithGate()
    jobs.add(aLeadJob(), aLeadJob())
    const done: ClaimedJob[] = []
    const run = async (job: ClaimedJob) => {
      done.push(job)
      if (done.length === 1) throw new Error('a bug')
    }

    const loop = startJobLoop({ jobs, log, queue: QUEUE, run, limit: () => 1, paceMs: 0 })

    await eventually('the second job to run', async () => done.length === 2)
    await loop.stop(PATIENT_MS)
    assert.deepEqual(log.lines, ['warn: A job could not be settled'])
  })
})
