import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { connect, type Db } from '../../src/adapters/postgres/connect.ts'
import { postgresSegmentLists } from '../../src/adapters/postgres/segment-lists.ts'
import { postgresSegmentStore } from '../../src/adapters/postgres/segment-store.ts'
import { readListCsv } from '../../src/http/read-list-csv.ts'
import type { SegmentLists } from '../../src/ports/segment-lists.ts'
import type { Bench, Measure } from '../suite.ts'
import { costOf } from '../support/cost-of.ts'
import { percentile } from '../support/percentile.ts'
import { random } from '../support/random.ts'

const VALUES = 1_000_000
const LOOK_UPS = 20_000
/** Leads that travel at the same time share a statement. */
const AT_ONCE = 64
/** About 64 KiB. */
const LINES_OF_PIECE = 8_000

/**
 * What it takes to put a list in use, from the bytes of its file, as the gateway does it; what it takes of
 * the disk; and how fast leads are looked up in it.
 */
export async function listLookUps(url: string, { quick, tell }: Bench): Promise<Measure[]> {
  await using started = new AsyncDisposableStack()
  const db = started.adopt(connect(url, 8), (it) => it.destroy())
  const count = quick ? VALUES / 10 : VALUES
  const size = quick ? '100k' : '1M'
  const { seconds, memoryMb, stallMs } = await costOf(() => putInUse(db, count))
  const alone = await looked(postgresSegmentLists(db), count, 1, LOOK_UPS / 20)
  const together = await looked(postgresSegmentLists(db), count, AT_ONCE, LOOK_UPS)
  tell(
    `a list of ${size}: loaded in ${seconds.toFixed(1)} s with ${memoryMb.toFixed(0)} MB and stalls ` +
      `of ${stallMs.toFixed(0)} ms; ${together.perSecond.toFixed(0)} look-ups/s, alone ` +
      `${alone.p50.toFixed(2)} ms`,
  )
  return [
    { name: `list_load_s@${size}`, value: seconds, unit: 's' },
    { name: `list_load_mb@${size}`, value: memoryMb, unit: 'MB' },
    { name: `list_load_stall_ms@${size}`, value: stallMs, unit: 'ms' },
    { name: `list_bytes_per_value@${size}`, value: (await bytesIn(db)) / count, unit: 'B' },
    { name: `list_look_up_p50_ms@${size}`, value: alone.p50, unit: 'ms' },
    { name: `list_look_up_p99_ms@${size}`, value: alone.p99, unit: 'ms' },
    { name: `list_look_ups_per_s@${size}`, value: together.perSecond, unit: '/s' },
  ]
}

const valueAt = (at: number) => `${at * 7}`.padStart(7, '0')

async function putInUse(db: Db, count: number): Promise<void> {
  const list = { field: 'lead.postalCode', column: undefined }
  const { values } = await readListCsv(Readable.from(fileOf(count)), list)
  const to = { id: 'zips', field: list.field, by: 'bench' }
  await postgresSegmentStore(db, () => new Date()).load(to, values)
}

/** As a request brings it: piece by piece. */
function* fileOf(count: number): Generator<Buffer> {
  yield Buffer.from('value\n')
  for (let from = 0; from < count; from += LINES_OF_PIECE) {
    const most = Math.min(LINES_OF_PIECE, count - from)
    const lines = Array.from({ length: most }, (_, at) => `${valueAt(from + at)}\n`)
    yield Buffer.from(lines.join(''))
  }
}

async function looked(lists: SegmentLists, values: number, atOnce: number, count: number) {
  const chance = random(atOnce)
  const tookMs: number[] = []
  const began = performance.now()
  const left = Array.from({ length: count }, () => Math.floor(chance() * values)).values()
  const look = async () => {
    for (const at of left) {
      const one = performance.now()
      await lists.lookUp([{ segment: 'zips', field: 'lead.postalCode', value: valueAt(at) }])
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
