import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../test/support/eventually.ts'
import { aTaskJob, memoryJobs } from '../../test/support/memory-jobs.ts'
import { memoryLog } from '../../test/support/memory-log.ts'
import type { TaskId } from '../domain/ids.ts'
import type { FollowerName } from '../domain/task.ts'
import type { FollowerPorts } from '../ports/follower.ts'
import { followerQueue } from '../ports/queue-names.ts'
import { startWorker } from './worker.ts'

/** All tasks are held before they ask for anything. */
const NOTHING_ASKED = new Proxy({} as FollowerPorts, { get: () => undefined })

/** A worker with forty tasks in each of the queues, all of which are held before they do anything. */
function scene(hosts: readonly FollowerName[]) {
  const queues = new Map(hosts.map((name) => [followerQueue(name), memoryJobs()]))
  const gate = Promise.withResolvers<void>()
  const underWay = new Map<string, number>()
  for (const [queue, jobs] of queues) {
    const id = (index: number) => `${queue} ${index}` as TaskId
    jobs.add(...Array.from({ length: 40 }, (_, index) => aTaskJob(id(index), { queue })))
  }
  const settled = () => [...queues.values()].flatMap((jobs) => jobs.settled)
  let mustGiveWay = true
  const worker = startWorker({
    jobs: {
      ...memoryJobs(),
      claim: async (queue, limit, least) => queues.get(queue)?.claim(queue, limit, least) ?? [],
      complete: async (job) => queues.get(job.queue)?.complete(job),
    },
    tasks: {
      async open(id) {
        const queue = id.split(' ')[0] ?? ''
        underWay.set(queue, (underWay.get(queue) ?? 0) + 1)
        await gate.promise
        return undefined
      },
      end: async () => undefined,
    },
    deadLetters: { bury: async () => undefined },
    stalledWork: { wake: async () => ({ leads: 0, tasks: 0 }), clearAway: async () => 0 },
    followerPorts: NOTHING_ASKED,
    log: memoryLog(),
    hosts,
    leaseSeconds: 30,
    watchdog: false,
    mustGiveWay: () => mustGiveWay,
  })
  return {
    [Symbol.asyncDispose]: () => worker.stop(0),
    settled,
    underWay: (name: FollowerName) => underWay.get(followerQueue(name)) ?? 0,
    open: gate.resolve,
    relieve() {
      mustGiveWay = false
    },
  }
}

test('while leads need the machine, what no rep waits for gives way, and what a rep waits for does not', async () => {
  await using started = scene(['notify', 'late-data'])
  const { settled, underWay, open, relieve } = started
  await eventually('all alerts to be under way', async () => underWay('notify') === 40)
  await eventually('some of the rest to be under way', async () => underWay('late-data') > 0)
  assert.ok(underWay('late-data') < 40)

  relieve()
  await eventually('the rest to be under way too', async () => underWay('late-data') === 40)

  open()
  await eventually('all to be done', async () => settled().length === 80)
})
