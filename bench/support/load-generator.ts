import { Agent, request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { LoadOrder, LoadResult } from './load.ts'
import { percentile } from './percentile.ts'
import { plainInquiry, submission } from './submission.ts'

/**
 * A process of its own that posts submissions to the product as its parent orders. With a rate it
 * is an open loop: every request leaves when it is due, whatever became of those before, and its
 * latency counts from when it was due. With `callers` each posts again as soon as it is answered.
 */
const TIME_LIMIT_MS = 10_000
const CONNECTIONS = 256

let told = false
process.on('message', (message: LoadOrder | 'stop') => {
  if (message === 'stop') told = true
  else void run(message).then((result) => process.send?.(result))
})
process.on('disconnect', () => process.exit(0))

async function run(order: LoadOrder): Promise<LoadResult> {
  told = false
  const agent = new Agent({ keepAlive: true, maxSockets: order.callers ?? CONNECTIONS })
  const latencies: number[] = []
  const statuses: Record<string, number> = {}
  const startedAt = Date.now()
  const post = async (index: number, dueMs: number) => {
    const status = await send(order, agent, index)
    latencies.push(performance.now() - dueMs)
    statuses[status] = (statuses[status] ?? 0) + 1
  }
  const sent = await (order.callers === undefined ? openLoop(order, post) : closedLoop(order, post))
  agent.destroy()
  latencies.sort((a, b) => a - b)
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(latencies, share)) as [
    number,
    number,
    number,
  ]
  const accepted = Object.entries(statuses)
    .filter(([status]) => status.startsWith('2'))
    .reduce((total, [, count]) => total + count, 0)
  return { startedAt, endedAt: Date.now(), sent, accepted, statuses, p50, p95, p99 }
}

type Post = (index: number, dueMs: number) => Promise<void>

async function openLoop({ rate = 1, seconds }: LoadOrder, post: Post): Promise<number> {
  const began = performance.now()
  const total = Math.round(rate * seconds)
  const underWay: Promise<void>[] = []
  while (underWay.length < total && !told) {
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1_000) * rate) + 1)
    while (underWay.length < due) {
      underWay.push(post(underWay.length, began + (underWay.length * 1_000) / rate))
    }
    await wait(1)
  }
  await Promise.all(underWay)
  return underWay.length
}

async function closedLoop({ callers = 1, seconds }: LoadOrder, post: Post): Promise<number> {
  const until = performance.now() + seconds * 1_000
  let sent = 0
  const caller = async () => {
    while (performance.now() < until && !told) await post(sent++, performance.now())
  }
  await Promise.all(Array.from({ length: callers }, caller))
  return sent
}

/** The status of the answer, or the code of what went wrong instead. */
function send({ url, first, message }: LoadOrder, agent: Agent, index: number): Promise<string> {
  const number = first + index
  const { source, body } =
    message === undefined ? submission(number) : plainInquiry(number, message)
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve) => {
    const options = { method: 'POST', agent, headers, timeout: TIME_LIMIT_MS }
    const sending = request(`${url}/v1/capture/${source}`, options, (answer) => {
      answer.resume()
      answer.on('end', () => resolve(`${answer.statusCode}`))
      answer.on('error', (error) => resolve(error.message))
    })
    sending.on('timeout', () => sending.destroy(new Error('no answer in time')))
    sending.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    sending.end(body)
  })
}
