import { sql } from 'kysely'
import type { LeadId, PoolId, RepId } from '../../domain/ids.ts'
import { emptyLedger, type PoolLedger } from '../../domain/ledger.ts'
import type { Presence } from '../../domain/presence.ts'
import type { Beginning } from '../../domain/simulation/beginning.ts'
import type { KnownTimeOff } from '../../domain/simulation/moment.ts'
import type { Db } from './connect.ts'
import { waitsBefore } from './waits-before.ts'

/** What decisions depended on besides leads, right before that position. */
export async function readBeginning(db: Db, position: number): Promise<Beginning> {
  const [pools, releasedAt, presence, timeOff] = await Promise.all([
    poolsBefore(db, position),
    releasesBefore(db, position),
    presenceBefore(db, position),
    timeOffBefore(db, position),
  ])
  return { pools, releasedAt, presence, timeOff }
}

async function poolsBefore(db: Db, position: number): Promise<Map<PoolId, PoolLedger>> {
  type Row = { [Column in keyof PoolLedger]: PoolLedger[Column] | null } & { id: PoolId }
  const { rows } = await sql<Row>`
    select p.id, e.sequence, e.credits, e.debts, e.hash as head from pools p left join lateral (
      select sequence, credits, debts, hash from pool_ledger
      where pool_id = p.id and coalesce(position, 0) < ${position}
      order by sequence desc limit 1) e on true`.execute(db)
  return new Map(
    rows.map(({ id, sequence, credits, debts, head }) => {
      const isNew = sequence === null || credits === null || debts === null || head === null
      return [id, isNew ? emptyLedger(id) : { poolId: id, sequence, credits, debts, head }]
    }),
  )
}

/** Positions within which a release may lie that still counts: far more than a minute brings. */
const RECENT_POSITIONS = 500_000

/** When pools last let a lead go. Held leads go within a minute of each other, so only the latest is of any use. */
export async function releasesBefore(db: Db, position: number): Promise<Map<PoolId, Date>> {
  const { rows } = await sql<{ poolId: PoolId; released: string }>`
    select distinct on (data ->> 'poolId') data ->> 'poolId' as pool_id,
      data ->> 'released' as released
    from lead_events
    where position < ${position} and position >= ${position - RECENT_POSITIONS}
      and type = 'LeadAssigned' and data ? 'released'
    order by data ->> 'poolId', position desc`.execute(db)
  return new Map(rows.map(({ poolId, released }) => [poolId, new Date(released)]))
}

async function presenceBefore(db: Db, position: number): Promise<Map<RepId, Presence>> {
  const { rows } = await sql<{ repId: RepId; presence: Presence }>`
    select distinct on (rep_id) rep_id, presence from presence_changes
    where coalesce(position, 0) < ${position} order by rep_id, sequence desc`.execute(db)
  return new Map(rows.map(({ repId, presence }) => [repId, presence]))
}

async function timeOffBefore(db: Db, position: number) {
  const { rows } = await sql<TimeOffRow>`
    select id, rep_id, starts_at, ends_at, cover_rep_id from time_off
    where coalesce(added_position, 0) < ${position}
      and (removed_at is null or removed_position >= ${position})
    order by starts_at, id`.execute(db)
  return Map.groupBy(rows.map(timeOffFrom), ({ repId }) => repId)
}

/** A row of `time_off`, as far as decisions look at it. */
export type TimeOffRow = {
  readonly id: KnownTimeOff['id']
  readonly repId: RepId
  readonly startsAt: Date
  readonly endsAt: Date
  readonly coverRepId: RepId | null
}

/** The time off that a row stands for. */
export const timeOffFrom = ({ startsAt, endsAt, coverRepId, ...row }: TimeOffRow) => ({
  ...{ id: row.id, repId: row.repId, from: startsAt, to: endsAt },
  cover: coverRepId ?? undefined,
})

/**
 * The leads of before that position of which caps may ask afterwards: those that these reps were given
 * within the longest window or still had, and those that waited for a place or were held.
 */
export async function leadsThatCount(
  db: Db,
  { repIds, since, position }: { repIds: readonly RepId[]; since: Date; position: number },
): Promise<LeadId[]> {
  const { rows } = await sql<{ leadId: LeadId }>`
    select lead_id from assignments
      where rep_id = any(${[...repIds]}::text[]) and (offered_at > ${since} or ended_at is null)
    union
    select e.lead_id from lead_events e where ${waitsBefore(position)}`.execute(db)
  return rows.map(({ leadId }) => leadId)
}
