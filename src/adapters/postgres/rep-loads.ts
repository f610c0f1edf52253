import { sql } from 'kysely'
import { REASONS_OF_OWNERS } from '../../domain/assignment-reason.ts'
import {
  LONGEST_WINDOW_MS,
  type QueuedLead,
  type RepLoad,
  type TakenLead,
} from '../../domain/capacity.ts'
import type { RepId } from '../../domain/ids.ts'
import { placeTaken, type Taking } from '../../domain/place-taken.ts'
import type { RepLoads } from '../../ports/rep-loads.ts'
import { IS_ACTIVE } from './assignment-status.ts'
import type { Db, Tx } from './connect.ts'
import { translated } from './database-failure.ts'

/** Any number will do, as long as nothing else in this database locks on it with two numbers. */
const CAP_LOCK = 7_310_005

/**
 * What these reps have, held still until the transaction ends: two batches of different pools could
 * otherwise both give the last place of a rep who is in both. Taken after all other locks. One read
 * for the whole batch, however many leads it has.
 */
export async function holdLoads(
  tx: Tx,
  repIds: readonly RepId[],
  at: Date,
): Promise<Map<RepId, RepLoad>> {
  if (repIds.length === 0) return new Map()
  await lockPlaces(tx, repIds)
  return readLoads(tx, repIds, at)
}

/** What reps have, as it is read and may be otherwise a moment later. */
export function postgresRepLoads(db: Db): RepLoads {
  return {
    of: async (repIds, at) =>
      repIds.length === 0 ? new Map() : translated(() => readLoads(db, repIds, at)),
  }
}

async function readLoads(db: Db, repIds: readonly RepId[], at: Date) {
  const taken = Map.groupBy(await readTaken(db, repIds, at), ({ repId }) => repId)
  const queued = Map.groupBy(await readQueued(db, repIds, at), ({ repId }) => repId)
  return new Map<RepId, RepLoad>(
    repIds.map((id) => [id, { taken: taken.get(id) ?? [], queue: queued.get(id) ?? [] }]),
  )
}

/** Holds what reps have. Whoever gives or frees a place does so in turn. */
export async function lockPlaces(tx: Tx, repIds: readonly RepId[]): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(${CAP_LOCK}::int, key) from (
      select distinct hashtext(id) as key from unnest(${[...repIds]}::text[]) as id order by key
    ) as keys`.execute(tx)
}

type TakenRow = Omit<TakenLead, 'isOpen' | 'isUnacknowledged' | 'poolId'> &
  Taking & { readonly poolId: TakenLead['poolId'] | null }

async function readTaken(db: Db, repIds: readonly RepId[], at: Date): Promise<TakenLead[]> {
  const since = new Date(at.getTime() - LONGEST_WINDOW_MS)
  const { rows } = await sql<TakenRow>`
    select a.lead_id, a.rep_id, a.pool_id, a.offered_at as at, l.source_key,
      coalesce(l.tier, 'cold') as tier,
      a.status, l.outcome is not null as has_outcome, l.first_contact_at is not null as is_contacted
    from assignments a join leads l on l.id = a.lead_id
    where a.rep_id = any(${[...repIds]}::text[])
      and a.reason <> all(${[...REASONS_OF_OWNERS]}::text[])
      and (a.offered_at > ${since}
        or ${IS_ACTIVE} and l.outcome is null)`.execute(db)
  return rows.map(({ status, hasOutcome, isContacted, ...row }) => {
    const places = placeTaken({ status, hasOutcome, isContacted })
    return { ...row, ...places, poolId: row.poolId ?? undefined }
  })
}

/** A lead on its way is given a minute more than it has; one that failed must not hold up the rest. */
async function readQueued(db: Db, repIds: readonly RepId[], at: Date) {
  const given = new Date(at.getTime() - 60_000)
  const { rows } = await sql<QueuedLead & { repId: RepId }>`
    select w.rep_id, w.lead_id, w.received_at, l.source_key, coalesce(l.tier, 'cold') as tier
    from cap_waits w join leads l on l.id = w.lead_id
    where w.rep_id = any(${[...repIds]}::text[])
      and (l.state = 'waiting' or l.state = 'travelling' and l.deadline_at > ${given})`.execute(db)
  return rows
}
