import { sql } from 'kysely'
import { heldTo, type SentSignal, type SignalBatch } from '../../domain/signal.ts'
import type { SignalLimits, SignalLog } from '../../ports/signal-log.ts'
import { groupCommit, type Settled } from '../../worker/group-commit.ts'
import type { Db, Tx } from './connect.ts'
import { translated } from './database-failure.ts'
import { anyOf, insertAll } from './fixed-text.ts'

type Item = { readonly batch: SignalBatch; readonly limits: SignalLimits }
type Row = { readonly signal: SentSignal; readonly item: Item }
type Options = { readonly onBatch?: (kind: string, size: number) => void }

/** Keeps signals as rows, those of many pages per commit. */
export function postgresSignalLog(db: Db, { onBatch }: Options = {}): SignalLog {
  const keep = groupCommit<Item, ReadonlySet<string>>(
    (items) => translated(() => db.transaction().execute((tx) => keepAll(tx, items))),
    { onBatch: (size) => onBatch?.('signals', size) },
  )
  return { keep: (batch, limits) => keep({ batch, limits }) }
}

async function keepAll(tx: Tx, items: readonly Item[]): Promise<Settled<ReadonlySet<string>>[]> {
  const sent = items.flatMap((item) => item.batch.signals.map((signal) => ({ signal, item })))
  const firsts = [...new Map(sent.toReversed().map((row) => [row.signal.id, row])).values()]
  const known = await knownIds(tx, firsts)
  const fresh = firsts.filter(({ signal }) => !known.has(signal.id)).reverse()

  // Visitors before sources: one visitor who sends too much must not use up what others may send.
  const ofVisitors = await within(tx, fresh, visitorKey, (limits) => limits.perVisitorPerDay)
  const kept = await within(tx, ofVisitors, sourceKey, (limits) => limits.perSourcePerDay)
  await insertSignals(tx, kept)

  const keptIds = new Set([...known, ...kept.map(({ signal }) => signal.id)])
  return items.map(({ batch }) => ({
    ok: new Set(batch.signals.map(({ id }) => id).filter((id) => !keptIds.has(id))),
  }))
}

async function knownIds(tx: Tx, rows: readonly Row[]): Promise<Set<string>> {
  const found = await tx
    .selectFrom('signals')
    .select('id')
    .where('id', '=', anyOf(rows.map(({ signal }) => signal.id)))
    .execute()
  return new Set(found.map(({ id }) => id))
}

const sourceKey = ({ batch }: Item) => `source:${batch.sourceKey}`
const visitorKey = ({ batch: { visitorId, sessionId } }: Item) =>
  visitorId === undefined ? `session:${sessionId}` : `visitor:${visitorId}`

/**
 * The rows that are within what their key may send on their day; the first ones, when there are too
 * many. The counts are taken under the lock of their row, so that two processes do not both give
 * what is left; sorted, so that they do not deadlock.
 */
async function within(
  tx: Tx,
  rows: readonly Row[],
  keyOf: (item: Item) => string,
  limitOf: (limits: SignalLimits) => number,
): Promise<Row[]> {
  if (rows.length === 0) return []
  const asked = Map.groupBy(rows, ({ item }) => `${dayOf(item)} ${keyOf(item)}`)
  const list = [...asked].map(([dayAndKey, of]) => {
    const [day, key] = split(dayAndKey)
    return { day, key, asked: of.length }
  })
  const { rows: counts } = await sql<{ day: string; key: string; taken: number }>`
    insert into signal_allowances (day, key, taken)
    select day, key, asked from jsonb_to_recordset(${JSON.stringify(list)}::jsonb)
      as a (day date, key text, asked integer)
    order by day, key
    on conflict (day, key) do update set taken = signal_allowances.taken + excluded.taken
    returning day::text, key, taken`.execute(tx)
  const takenOf = new Map(counts.map(({ day, key, taken }) => [`${day} ${key}`, taken]))
  return [...asked].flatMap(([dayAndKey, of]) => {
    const before = (takenOf.get(dayAndKey) ?? 0) - of.length
    return of.filter(({ item }, index) => before + index < limitOf(item.limits))
  })
}

const dayOf = ({ batch }: Item) => batch.receivedAt.toISOString().slice(0, 10)

function split(dayAndKey: string): [string, string] {
  return [dayAndKey.slice(0, 10), dayAndKey.slice(11)]
}

async function insertSignals(tx: Tx, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return
  const sorted = rows.toSorted((a, b) => (a.signal.id < b.signal.id ? -1 : 1))
  const ending = sql`on conflict (id) do nothing`
  await insertAll('signals', sorted.map(columnsOf), ending).execute(tx)
}

function columnsOf({ signal, item: { batch } }: Row) {
  const { id, type, at, value, ...details } = signal
  return {
    id,
    visitorId: batch.visitorId ?? null,
    sessionId: batch.sessionId,
    sourceKey: batch.sourceKey,
    type,
    at: heldTo(batch.receivedAt, at),
    receivedAt: batch.receivedAt,
    value: value ?? null,
    details,
  }
}
