import { sql } from 'kysely'
import type { PoolId, RepId } from '../../domain/ids.ts'
import type { PickEntry } from '../../domain/ledger.ts'
import type { Presence } from '../../domain/presence.ts'
import type { KnownTimeOff, Moment } from '../../domain/simulation/moment.ts'
import type { Db } from './connect.ts'
import { entryFrom, pickFrom } from './ledger-rows.ts'
import { type TimeOffRow, timeOffFrom } from './past-beginning.ts'

/** What happened besides leads from one position on and before another: ledgers, presence, time off. */
export async function otherMoments(db: Db, from: number, to: number): Promise<Moment[]> {
  const found = await Promise.all([
    credits(db, from, to),
    presenceChanges(db, from, to),
    timeOffAdded(db, from, to),
    timeOffRemoved(db, from, to),
  ])
  return found.flat()
}

async function credits(db: Db, from: number, to: number): Promise<Moment[]> {
  const rows = await db
    .selectFrom('poolLedger')
    .selectAll()
    .where(sql<boolean>`position >= ${from} and position < ${to}`)
    .execute()
  const refunds = rows.filter(({ kind }) => kind === 'refund')
  const picks = await refundedPicks(db, refunds)
  return rows.map((row): Moment => {
    const { position, poolId, refundOf, at } = row
    const refunded = picks.get(`${poolId} ${refundOf}`)
    return { kind: 'credit', position: Number(position), at, entry: entryFrom(row), refunded }
  })
}

async function refundedPicks(
  db: Db,
  refunds: readonly { readonly poolId: PoolId; readonly refundOf: number | null }[],
): Promise<ReadonlyMap<string, PickEntry>> {
  if (refunds.length === 0) return new Map()
  const pools = refunds.map(({ poolId }) => poolId)
  const sequences = refunds.map(({ refundOf }) => refundOf)
  const rows = await db
    .selectFrom('poolLedger')
    .selectAll()
    .where(
      sql<boolean>`(pool_id, sequence) in (
        select * from unnest(${pools}::text[], ${sequences}::integer[]))`,
    )
    .execute()
  return new Map(rows.map((row) => [`${row.poolId} ${row.sequence}`, pickFrom(row)]))
}

async function presenceChanges(db: Db, from: number, to: number): Promise<Moment[]> {
  type Row = { repId: RepId; presence: Presence; at: Date; position: string }
  const { rows } = await sql<Row>`
    select rep_id, presence, at, position from presence_changes
    where position >= ${from} and position < ${to}`.execute(db)
  return rows.map((row) => ({ kind: 'presence', ...row, position: Number(row.position) }))
}

async function timeOffAdded(db: Db, from: number, to: number): Promise<Moment[]> {
  const { rows } = await sql<TimeOffRow & { addedAt: Date; addedPosition: string }>`
    select id, rep_id, starts_at, ends_at, cover_rep_id, added_at, added_position from time_off
    where added_position >= ${from} and added_position < ${to}`.execute(db)
  return rows.map((row) => {
    const place = { position: Number(row.addedPosition), at: row.addedAt }
    return { kind: 'time-off', ...place, added: timeOffFrom(row) }
  })
}

async function timeOffRemoved(db: Db, from: number, to: number): Promise<Moment[]> {
  type Row = { id: KnownTimeOff['id']; removedAt: Date; removedPosition: string }
  const { rows } = await sql<Row>`
    select id, removed_at, removed_position from time_off
    where removed_position >= ${from} and removed_position < ${to}`.execute(db)
  return rows.map(({ id, removedAt, removedPosition }) => {
    return { kind: 'time-off', position: Number(removedPosition), at: removedAt, removed: id }
  })
}
