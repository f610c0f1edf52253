import { sql } from 'kysely'
import { WOKEN_AT_ONCE } from '../../domain/capacity.ts'
import type { LeadId, RepId } from '../../domain/ids.ts'
import type { LeadEvent } from '../../domain/lead-event.ts'
import { freesPlace } from '../../domain/place-taken.ts'
import { settlesWait } from '../../domain/settles-wait.ts'
import type { Tx } from './connect.ts'
import { anyOf, insertAll } from './fixed-text.ts'
import type { LeadStep } from './outcome-rows.ts'
import { followHolds } from './pool-holds.ts'
import { lockPlaces } from './rep-loads.ts'

/** A lead that is to travel again, and the time of what freed it. */
export type Woken = { readonly leadId: LeadId; readonly at: Date }

/** Keeps the lists of leads that wait for a place, or that a pool holds, true to what was decided. */
export async function followCapWaits(tx: Tx, steps: readonly LeadStep[]): Promise<void> {
  // A lead that travels again keeps its place until it is decided, so that nobody overtakes it.
  const settled = steps.filter(({ outcomes }) => outcomes.some(({ event }) => settlesWait(event)))
  if (settled.length > 0) {
    const ids = anyOf(settled.map(({ after }) => after.id))
    await sql`delete from cap_waits where lead_id = ${ids}`.execute(tx)
  }
  await followHolds(tx, settled)
  const waiting = settled.flatMap(({ after, outcomes }) => {
    const latest = outcomes.at(-1)?.event
    if (latest?.type !== 'LeadPutOnWaitingList') return []
    const skipped = Object.entries(latest.skipped ?? {}).filter(([, why]) => why === 'at-cap')
    return skipped.map(([repId]) => ({ repId, leadId: after.id, receivedAt: after.receivedAt }))
  })
  if (waiting.length > 0) await insertAll('capWaits', waiting).execute(tx)
}

const BY_HAND: ReadonlySet<unknown> = new Set(['manual', 'taken-over'])

/**
 * Holds what those reps have whose leads change, before it is written. So whoever decides at the same
 * moment by what they have comes before all of it or after all of it, and the positions of events say
 * which. What the rules give is decided under this lock anyway, where the rep has a cap.
 */
export async function holdPlaces(tx: Tx, steps: readonly LeadStep[]): Promise<void> {
  const repIds = steps.flatMap(({ before, after, outcomes }) =>
    outcomes.some(({ event }) => altersPlaces(event)) ? [before.repId, after.repId] : [],
  )
  const known = [...new Set(repIds.flatMap((repId) => repId ?? []))]
  if (known.length > 0) await lockPlaces(tx, known)
}

/** By a new score other caps may count the lead; nobody who waits is woken for that. */
function altersPlaces(event: LeadEvent): boolean {
  if (event.type === 'LeadAssigned') return BY_HAND.has(event.reason)
  return freesPlace(event) || event.type === 'LeadRescored'
}

/**
 * The leads that wait for a place of these reps and may have one now, the longest waiting first. Asked
 * under the lock that `holdPlaces` has taken: whoever found a rep full a moment ago has said by then
 * that it waits.
 */
export async function freedBy(tx: Tx, steps: readonly LeadStep[]): Promise<readonly Woken[]> {
  const freed = steps.filter(({ outcomes }) => outcomes.some(({ event }) => freesPlace(event)))
  const repIds = [...new Set(freed.flatMap(({ before }) => before.repId ?? []))] as RepId[]
  const at = freed.at(-1)?.outcomes.at(-1)?.event.at
  if (repIds.length === 0 || at === undefined) return []
  const { rows } = await sql<{ leadId: LeadId }>`
    select distinct w.lead_id, w.received_at
    from unnest(${repIds}::text[]) as rep (id) cross join lateral (
      select lead_id, received_at from cap_waits where rep_id = rep.id
      order by received_at, lead_id limit ${WOKEN_AT_ONCE}) as w
    order by w.received_at, w.lead_id`.execute(tx)
  return rows.map(({ leadId }) => ({ leadId, at }))
}
