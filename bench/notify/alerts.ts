import { setTimeout as wait } from 'node:timers/promises'
import type { Bench, Measure } from '../suite.ts'
import { describeCell, runCell } from '../support/cell.ts'
import { quietWithin } from '../support/journeys.ts'
import { type Load, startLoad } from '../support/load.ts'
import type { RunningProduct } from '../support/running-product.ts'
import { type AlertTimes, alertTimes } from './alert-times.ts'
import { directPosts } from './direct-posts.ts'

const RATES = [50, 100] as const
const AFTERWARDS_MS = 10_000

/** How long alerts take at steady rates, beside posting as many to Slack and doing nothing else. */
export async function steadyAlerts(
  product: RunningProduct,
  load: Load,
  slackUrl: string,
  bench: Bench,
): Promise<Measure[]> {
  const rows: Measure[] = []
  for (const rate of RATES) rows.push(...(await alertsAt(rate, product, load, slackUrl, bench)))
  return rows
}

async function alertsAt(
  rate: number,
  product: RunningProduct,
  load: Load,
  slackUrl: string,
  { quick, tell }: Bench,
): Promise<Measure[]> {
  await quietWithin(product.database, 30_000)
  const direct = await directPosts(slackUrl, rate, quick ? 3 : 10)
  tell(`posted without the product: p50 ${ms(direct.p50)}, p99 ${ms(direct.p99)} ms`)
  const cell = await runCell(product, load, rate, quick ? 6 : 30)
  const { startedAt: from, endedAt: to } = cell.load
  tell(describeCell(cell))
  const times = await alertTimes(product.database, { from, to }, AFTERWARDS_MS)
  tell(`from the offer to Slack's answer, ${describe(times)}`)
  return [
    { name: `alert_p50_ms@${rate}rps`, value: times.p50, unit: 'ms', control: direct.p50 },
    { name: `alert_p99_ms@${rate}rps`, value: times.p99, unit: 'ms', control: direct.p99 },
    { name: `alerts_missing@${rate}rps`, value: times.missing, unit: '' },
  ]
}

const HOT_RATE = 5
const FAR_AWAY = 10_000_000

/**
 * How long alerts of hot leads take while few come, and the same while Slack and the followers are busy
 * with a burst of cold ones, which is what the first is the control for.
 */
export async function hotBesideCold(
  product: RunningProduct,
  load: Load,
  bench: Bench,
): Promise<Measure[]> {
  const { quick, tell, started } = bench
  const cold = startLoad(started, FAR_AWAY)
  const { database, url } = product
  const seconds = quick ? 6 : 20
  const hotLeads = () => load.run({ url, rate: HOT_RATE, seconds, message: 'hot' })
  const hotTimes = async (asked: { startedAt: number; endedAt: number }) =>
    alertTimes(
      database,
      { from: asked.startedAt, to: asked.endedAt + AFTERWARDS_MS, tier: 'hot' },
      AFTERWARDS_MS,
    )

  await quietWithin(database, 30_000)
  const alone = await hotTimes(await hotLeads())
  tell(`hot leads alone, ${describe(alone)}`)
  const [hotLoad, coldLoad] = await Promise.all([hotLeads(), burst(cold, url, quick)])
  const hot = await hotTimes(hotLoad)
  const { startedAt: from } = coldLoad
  const asked = { from, to: Date.now(), tier: 'cold' } as const
  const coldTimes = await alertTimes(database, asked, 30_000)
  tell(
    `with a burst of ${coldLoad.accepted} cold ones, hot ${describe(hot)}; cold ${describe(coldTimes)}`,
  )
  return [
    { name: 'hot_alert_p99_ms', value: alone.p99, unit: 'ms' },
    { name: 'hot_alert_p99_ms+burst', value: hot.p99, unit: 'ms', control: alone.p99 },
    { name: 'cold_alert_p99_ms+burst', value: coldTimes.p99, unit: 'ms' },
  ]
}

/** A second after the first hot leads, as fast as the gateway takes them. */
async function burst(cold: Load, url: string, quick: boolean) {
  await wait(1_000)
  return cold.run({ url, callers: 64, seconds: quick ? 1.5 : 5, message: 'cold' })
}

const ms = (value: number) => value.toFixed(0)

const describe = ({ leads, missing, p50, p99 }: AlertTimes) =>
  `${leads} offers: p50 ${ms(p50)}, p99 ${ms(p99)} ms${missing > 0 ? `, ${missing} not told` : ''}`
