import { sql } from 'kysely'
import { connect, type Db } from '../../src/adapters/postgres/connect.ts'
import { postgresSegmentLists } from '../../src/adapters/postgres/segment-lists.ts'
import { postgresSegmentStore } from '../../src/adapters/postgres/segment-store.ts'
import type { SegmentLists } from '../../src/ports/segment-lists.ts'
import type { Bench, Measure } from '../suite.ts'
import { percentile } from '../support/percentile.ts'
import { random } from '../support/random.ts'

const VALUES = 1_000_000
const LOOK_UPS = 20_000
/** Leads that travel at the same time share a statement. */
const AT_ONCE = 64

/** How long a list takes to load, what it takes of the disk, and how fast leads are looked up in it. */
export async function listLookUps(url: string, { quick, tell }: Bench): Promise<Measure[]> {
  await using started = new AsyncDisposableStack()
  const db = started.adopt(connect(url, 8), (it) => it.destroy())
  const count = quick ? VALUES / 10 : VALUES
  const size = quick ? '100k' : '1M'
  const values = Array.from({ length: count }, (_, at) => `${at * 7}`.padStart(7, '0'))
  const began = performance.now()
  const to = { id: 'zips', field: 'lead.postalCode', by: 'bench' }
  await postgresSegmentStore(db, () => new Date()).load(to, values)
  const loadSeconds = (performance.now() - began) / 1_000
  const alone = await looked(postgresSegmentLists(db), values, 1, LOOK_UPS / 20)
  const together = await looked(postgresSegmentLists(db), values, AT_ONCE, LOOK_UPS)
  tell(
    `a list of ${size}: loaded in ${loadSeconds.toFixed(1)} s; ${together.perSecond.toFixed(0)} ` +
      `look-ups/s, alone ${alone.p50.toFixed(2)} ms`,
  )
  return [
    { name: `list_load_s@${size}`, value: loadSeconds, unit: 's' },
    { name: `list_bytes_per_value@${size}`, value: (await bytesIn(db)) / count, unit: 'B' },
    { name: `list_look_up_p50_ms@${size}`, value: alone.p50, unit: 'ms' },
    { name: `list_look_up_p99_ms@${size}`, value: alone.p99, unit: 'ms' },
    { name: `list_look_ups_per_s@${size}`, value: together.perSecond, unit: '/s' },
  ]
}

async function looked(
  lists: SegmentLists,
  values: readonly string[],
  atOnce: number,
  count: number,
) {
  const chance = random(atOnce)
  const tookMs: number[] = []
  const began = performance.now()
  const left = Array.from({ length: count }, () => Math.floor(chance() * values.length)).values()
  const look = async () => {
    for (const at of left) {
      const one = performance.now()
      const value = values[at] ?? ''
      await lists.lookUp([{ segment: 'zips', field: 'lead.postalCode', value }])
      tookMs.push(performance.now() - one)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, look))
  const perSecond = (count * 1_000) / (performance.now() - began)
  tookMs.sort((a, b) => a - b)
  return { perSecond, p50: percentile(tookMs, 0.5), p99: percentile(tookMs, 0.99) }
}

async function bytesIn(db: Db): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select pg_total_relation_size('segment_entries')::float8 as bytes`.execute(db)
  return rows[0]?.bytes ?? 0
}
