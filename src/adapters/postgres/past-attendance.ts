import { sql } from 'kysely'
import { REASONS_OF_OWNERS } from '../../domain/assignment-reason.ts'
import { longestWindowMs, type TakenLead } from '../../domain/capacity.ts'
import { BY_LOAD } from '../../domain/counted-reps.ts'
import type { TeamsDocument } from '../../domain/documents/teams.ts'
import type { PoolId, RepId } from '../../domain/ids.ts'
import { ledgerAfter, type PoolLedger } from '../../domain/ledger.ts'
import type { Presence } from '../../domain/presence.ts'
import type { TimeOff } from '../../domain/time-off.ts'
import type { Db } from './connect.ts'
import { entryFrom } from './ledger-rows.ts'
import { repsCounted } from './reps-counted.ts'

type Before = {
  readonly at: Date
  /** The entry before which it is; of other pools what they had at that time. */
  readonly pick: { readonly poolId: PoolId; readonly sequence: number } | undefined
  readonly poolIds: readonly PoolId[]
}

/** The ledgers of pools as they stood before a pick; a pool without entries has none. */
export async function poolsBefore(
  db: Db,
  { at, pick, poolIds }: Before,
): Promise<Map<PoolId, PoolLedger>> {
  const rows = await Promise.all(
    poolIds.map((poolId) =>
      db
        .selectFrom('poolLedger')
        .selectAll()
        .where('poolId', '=', poolId)
        .$if(poolId === pick?.poolId, (query) => query.where('sequence', '<', pick?.sequence ?? 0))
        .where('at', '<=', at)
        .orderBy('sequence', 'desc')
        .limit(1)
        .executeTakeFirst(),
    ),
  )
  const ledgers = rows.flatMap((row) => (row === undefined ? [] : [ledgerAfter(entryFrom(row))]))
  return new Map(ledgers.map((ledger) => [ledger.poolId, ledger]))
}

/** What every rep who ever said anything about themselves had said last by then. */
export async function presenceAt(db: Db, at: Date): Promise<Map<RepId, Presence>> {
  const rows = await db
    .selectFrom('presenceChanges')
    .distinctOn('repId')
    .select(['repId', 'presence'])
    .where('at', '<=', at)
    .orderBy('repId')
    .orderBy('sequence', 'desc')
    .execute()
  return new Map(rows.map(({ repId, presence }) => [repId, presence]))
}

/** Time off that had been added by then, and was neither over nor removed. */
export async function timeOffAt(db: Db, at: Date): Promise<Map<RepId, readonly TimeOff[]>> {
  const rows = await db
    .selectFrom('timeOff')
    .select(['repId', 'startsAt', 'endsAt', 'coverRepId'])
    .where('addedAt', '<=', at)
    .where('endsAt', '>', at)
    .where((where) => where.or([where('removedAt', 'is', null), where('removedAt', '>', at)]))
    .execute()
  const stretches = rows.map(({ repId, startsAt, endsAt, coverRepId }) => ({
    ...{ repId, from: startsAt, to: endsAt, cover: coverRepId ?? undefined },
  }))
  return Map.groupBy(stretches, ({ repId }) => repId)
}

type Asked = {
  readonly at: Date
  /** The place in the order of decisions; undefined where that was not kept. */
  readonly position: number | undefined
  readonly teams: TeamsDocument
}

/** What reps, of whom that may be asked, had right before that decision, or were given as long before as caps look back. */
export async function loadsBefore(
  db: Db,
  { at, position, teams }: Asked,
): Promise<Map<RepId, readonly TakenLead[]>> {
  const since = new Date(at.getTime() - longestWindowMs(teams))
  // Where a pool goes by loads it may also matter what somebody has who is not in it.
  const isByLoad = teams.pools.some(({ strategy }) => BY_LOAD.has(strategy))
  const repIds = isByLoad ? teams.reps.map(({ id }) => id) : repsCounted([teams])
  const { rows } = await sql<TakenLead & { poolId: PoolId | null }>`
    select a.lead_id, a.rep_id, a.pool_id, a.offered_at as at, l.source_key,
      coalesce(l.tier, 'cold') as tier, had.is_open,
      had.is_open and (a.acknowledged_at is null or a.acknowledged_at > ${at})
        and (l.first_contact_at is null or l.first_contact_at > ${at}) as is_unacknowledged
    from assignments a join leads l on l.id = a.lead_id cross join lateral (
      select (a.ended_at is null or a.ended_at > ${at}) and (l.outcome is null or not exists (
        select from lead_events e where e.lead_id = a.lead_id and e.type = 'OutcomeRecorded'
          and e.at <= ${at})) as is_open) as had
    where a.rep_id = any(${[...repIds]}::text[])
      and a.reason <> all(${[...REASONS_OF_OWNERS]}::text[])
      and (a.offered_at < ${at} or a.offered_at = ${at} and exists (
        select from lead_events e where e.lead_id = a.lead_id and e.type = 'LeadAssigned'
          and e.at = ${at} and e.position < ${position ?? 0}))
      and (a.offered_at > ${since} or had.is_open)`.execute(db)
  const taken = rows.map((row) => ({ ...row, poolId: row.poolId ?? undefined }))
  return Map.groupBy(taken, ({ repId }) => repId)
}
