import { sql } from 'kysely'
import { LONGEST_WINDOW_MS } from '../../domain/capacity.ts'
import type { Ownership } from '../../domain/contact-join.ts'
import { Refused } from '../../domain/failure.ts'
import type { LeadId, RepId } from '../../domain/ids.ts'
import type { Standing } from '../../ports/past.ts'
import type { Db } from './connect.ts'
import { leadsThatCount, readBeginning } from './past-beginning.ts'
import { eventsBefore } from './past-events.ts'
import { pastLookups } from './past-lookups.ts'
import { readPartsThen } from './past-parts.ts'
import { repsCounted } from './reps-counted.ts'

/** How everything stood that a decision on a lead would have depended on at that time. */
export async function readStanding(db: Db, leadId: LeadId, at: Date): Promise<Standing> {
  const position = await positionAt(db, at)
  const own = await eventsBefore(db, [leadId], position)
  const [first] = own
  if (first === undefined) {
    throw new Refused('lead-unknown', `There was no lead ${leadId} at ${at.toISOString()}`)
  }
  const lookups = await pastLookups(db)
  const revision = await revisionAt(db, at, position)
  await lookups.load([revision])
  const { teams } = lookups.configuration(revision).documents
  const since = new Date(at.getTime() - LONGEST_WINDOW_MS)
  const counting = await leadsThatCount(db, { repIds: repsCounted([teams]), since, position })
  const others = counting.filter((id) => id !== leadId)
  const partsThen = await readPartsThen(db, [leadId])
  return {
    ...{ lookups, revision, receivedAt: first.receivedAt },
    beginning: await readBeginning(db, position),
    earlier: [...own, ...(await eventsBefore(db, others, position))],
    parts: first.isErased ? undefined : partsThen(leadId, { position, txid: 'none' }),
    owner: await ownerAt(db, leadId, position),
  }
}

/** Days that are looked through for what happened last before a time, further and further back. */
const LOOK_BACK_DAYS = [1, 30, 365, 36_500] as const
const DAY_MS = 24 * 60 * 60 * 1_000

/** Right behind the last thing that had happened by then. */
async function positionAt(db: Db, at: Date): Promise<number> {
  for (const days of LOOK_BACK_DAYS) {
    const since = new Date(at.getTime() - days * DAY_MS)
    const { rows } = await sql<{ last: string | null }>`
      select greatest(
        (select max(position) from lead_events where at <= ${at} and at > ${since}),
        (select max(position) from presence_changes where at <= ${at} and at > ${since}),
        (select max(added_position) from time_off where added_at <= ${at} and added_at > ${since}),
        (select max(removed_position) from time_off
          where removed_at <= ${at} and removed_at > ${since})) as last`.execute(db)
    const last = rows[0]?.last ?? null
    if (last !== null) return Number(last) + 1
  }
  throw new Refused('simulation-nothing', `Nothing was recorded by ${at.toISOString()}`)
}

/** The one in force by the clock of the database, else the one by which a lead was routed last. */
async function revisionAt(db: Db, at: Date, position: number): Promise<number> {
  const { rows } = await sql<{ revision: number }>`
    select coalesce(
      (select max(revision) from configurations where applied_at <= ${at}),
      (select (data ->> 'revision')::integer from lead_events
        where type = 'LeadRouted' and position < ${position} order by position desc limit 1),
      (select min(revision) from configurations)) as revision`.execute(db)
  return rows[0]?.revision ?? 0
}

/**
 * Whose the person of a lead was: what the first decision on one of their leads since then has seen, and
 * where there was none since, whose they are now.
 */
async function ownerAt(db: Db, leadId: LeadId, position: number): Promise<Ownership> {
  const { rows } = await sql<{ repId: RepId | null; leadId: LeadId | null }>`
    with person as (select contact_id from leads where id = ${leadId}::uuid),
    next as (
      select e.data -> 'seenOwner' as seen from lead_events e
      where e.lead_id in (select id from leads where contact_id = (select contact_id from person))
        and e.position >= ${position}
        and e.type in ('LeadAssigned', 'LeadAttachedToOwner', 'LeadPutOnWaitingList')
      order by e.position limit 1)
    select seen ->> 'repId' as rep_id, (seen ->> 'leadId')::uuid as lead_id from next
    union all
    select owner_rep_id, owner_lead_id from contacts
    where id = (select contact_id from person) and not exists (select from next)`.execute(db)
  const { repId = null, leadId: since = null } = rows[0] ?? {}
  return { ownerRepId: repId ?? undefined, ownerLeadId: since ?? undefined }
}
