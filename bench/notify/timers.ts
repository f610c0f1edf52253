import { setTimeout as wait } from 'node:timers/promises'
import type pg from 'pg'
import type { Bench, Measure } from '../suite.ts'
import { quietWithin } from '../support/journeys.ts'
import type { Load } from '../support/load.ts'
import type { RunningProduct } from '../support/running-product.ts'
import type { SlackTally } from '../support/slack-vendor.ts'
import type { Helper } from '../support/start-helper.ts'
import { type FiredTimers, firedTimers, spreadTimers } from './fired-timers.ts'

/** As many a second in a quick run, which has fewer. */
const TIMERS = 10_000
const SPREAD_MS = 60_000
const QUICK_SHARE = 0.1
/** Nothing is due while timers are moved. */
const LEAD_TIME_MS = 3_000
const AFTERWARDS_MS = 30_000

type Scene = { readonly product: RunningProduct; readonly load: Load; readonly slack: Helper }

/**
 * How late timers of escalations fire of which each reminds a rep, and how late Slack has the reminder;
 * then the same while the worker is killed in the midst of them.
 */
export async function timers(scene: Scene, bench: Bench): Promise<Measure[]> {
  const share = bench.quick ? QUICK_SHARE : 1
  const order = { count: TIMERS * share, spreadMs: SPREAD_MS * share }
  await arm(order.count, scene, bench)
  const usual = await fire(order, scene, bench, async () => undefined)
  const restarted = await fire(order, scene, bench, async () => {
    await wait(order.spreadMs / 2)
    killWorker(scene.product)
  })
  return [...rows(usual, ''), ...rows(restarted, '+restart')]
}

/** Has so many leads wait for an answer. */
async function arm(count: number, { product, load }: Scene, { tell }: Bench): Promise<void> {
  const { url, database } = product
  for (let left = count; left > 0; left = count - (await armed(database))) {
    await load.run({ url, rate: 100, seconds: Math.max(1, left / 100), message: 'cold' })
    tell(`${await armed(database)} of ${count} timers are armed`)
  }
}

async function armed(db: pg.Client): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int from tasks where follower = 'escalate' and state = 'open'`,
  )
  return rows[0]?.count ?? 0
}

type Fired = FiredTimers & { readonly repeats: number }

async function fire(
  { count, spreadMs }: { readonly count: number; readonly spreadMs: number },
  { product, slack }: Scene,
  { tell }: Bench,
  meanwhile: () => Promise<void>,
): Promise<Fired> {
  // What arming them set off is no part of it.
  await quietWithin(product.database, 120_000)
  const before = await slack.ask<SlackTally>()
  const from = Date.now() + LEAD_TIME_MS
  const moved = await spreadTimers(product.database, { count, from, spreadMs })
  await wait(from - Date.now())
  await Promise.all([wait(spreadMs), meanwhile()])
  const fired = await firedTimers(product.database, moved, AFTERWARDS_MS)
  const after = await slack.ask<SlackTally>()
  const repeats = after.repeats - before.repeats
  tell(describe(fired, repeats))
  return { ...fired, repeats }
}

function killWorker({ processes }: RunningProduct): void {
  const [pid] = processes().worker ?? []
  if (pid === undefined) throw new Error('This system does not tell which process is the worker')
  process.kill(pid, 'SIGKILL')
}

const ms = (value: number) => value.toFixed(0)

const describe = ({ count, lateMs, toldMs, lost, doubled }: FiredTimers, repeats: number) =>
  `${count} timers: late p50 ${ms(lateMs.p50)}, p99 ${ms(lateMs.p99)}, most ${ms(lateMs.most)} ms; told p99 ` +
  `${ms(toldMs.p99)} ms; ${lost} lost, ${doubled} fired twice, ${repeats} messages came twice`

const rows = ({ lateMs, toldMs, lost, doubled, repeats }: Fired, more: string): Measure[] => [
  { name: `timer_late_p50_ms${more}`, value: lateMs.p50, unit: 'ms' },
  { name: `timer_late_p99_ms${more}`, value: lateMs.p99, unit: 'ms' },
  { name: `timer_late_most_ms${more}`, value: lateMs.most, unit: 'ms' },
  { name: `reminder_told_p99_ms${more}`, value: toldMs.p99, unit: 'ms' },
  { name: `timers_lost${more}`, value: lost, unit: '' },
  { name: `timers_doubled${more}`, value: doubled, unit: '' },
  { name: `reminders_sent_twice${more}`, value: repeats, unit: '' },
]
