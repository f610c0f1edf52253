import { Overtaken, Refused } from '../domain/failure.ts'
import type { LeadId } from '../domain/ids.ts'
import type { ActivityWatch, HeldWatch, UncontactedLead } from '../ports/activity-watch.ts'
import type { AssignmentDesk } from '../ports/assignment-desk.ts'
import type { Clock } from '../ports/clock.ts'
import type { ActivityKind, CrmActivities, CrmActivity } from '../ports/crm-activities.ts'

const HOUR_MS = 3_600_000
/** Of these every look asks, since somebody waits for what becomes of them. */
const NEW_FOR_MS = HOUR_MS
/** After so long nobody waits for a first contact any more. */
const OPEN_FOR_MS = 14 * 24 * HOUR_MS
/**
 * New and older ones that one look asks about at most. With three kinds of activities, two calls for a
 * hundred records each, this is some thirty calls: a look every 20 s leaves HubSpot's smallest plan, 100
 * calls in 10 s, to what writes contacts.
 */
const MOST_NEW = 200
const MOST_OLDER = 200

type Parts = {
  readonly watch: ActivityWatch
  readonly activities: CrmActivities
  readonly desk: Pick<AssignmentDesk, 'activitySeen'>
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Told of a lead for which nothing could be recorded; the next look tries it again. */
  readonly onLeft: (leadId: LeadId, failure: Refused | Overtaken) => void
}

/** What one look came to. */
export type Looked = {
  /** Where the next goes on with older leads. */
  readonly next: LeadId | undefined
  /** First contacts that are new by it, and whether the rep of the lead made them. */
  readonly contacts: readonly { readonly isOther: boolean }[]
  readonly denied: readonly ActivityKind[]
}

/**
 * Looks once for what people have done with the persons of leads whom nobody has reached as far as we
 * know: of all new leads and, in turn, of some older ones. The first thing done with a person counts, for
 * each of their leads. Done twice it changes nothing. Rejects as `activities` does, and with `Unavailable`.
 */
export async function lookForActivities(held: HeldWatch, parts: Parts): Promise<Looked> {
  const { watch, activities, clock } = parts
  const now = clock()
  const { crm, place } = held
  const fresh = await watch.newest(crm, before(now, NEW_FOR_MS), MOST_NEW)
  const since = before(now, OPEN_FOR_MS)
  const older = await watch.older(crm, { place, since, most: MOST_OLDER })
  const leads = new Map([...fresh, ...older.leads].map((lead) => [lead.leadId, lead]))
  const records = [...new Set([...leads.values()].map(({ recordId }) => recordId))]

  const found: CrmActivity[] = []
  const denied = new Set<ActivityKind>()
  for (let start = 0; start < records.length; start += activities.mostAtOnce) {
    const some = records.slice(start, start + activities.mostAtOnce)
    const part = await activities.of(some, now, parts.signal)
    found.push(...part.activities)
    for (const kind of part.denied) denied.add(kind)
  }
  const contacts = await record([...leads.values()], found, parts)
  return { next: older.next, contacts, denied: [...denied] }
}

const before = (now: Date, ms: number) => new Date(now.getTime() - ms)

async function record(
  leads: readonly UncontactedLead[],
  found: readonly CrmActivity[],
  parts: Parts,
): Promise<Looked['contacts']> {
  const done = Map.groupBy(
    found.toSorted((a, b) => a.at.getTime() - b.at.getTime()),
    ({ recordId }) => recordId,
  )
  const contacts: { isOther: boolean }[] = []
  for (const { leadId, recordId } of leads) {
    const contact = await firstContact(leadId, done.get(recordId) ?? [], parts)
    if (contact !== undefined) contacts.push(contact)
  }
  return contacts
}

/** A lead that refuses keeps no other from its contact. */
async function firstContact(
  leadId: LeadId,
  done: readonly CrmActivity[],
  { desk, activities, onLeft }: Parts,
): Promise<{ isOther: boolean } | undefined> {
  try {
    for (const { how, at, repId } of done) {
      const lead = await desk.activitySeen(leadId, { crm: activities.crm, how, at, repId })
      if (lead.firstContactAt !== undefined) return { isOther: lead.repId !== repId }
    }
  } catch (failure) {
    if (!(failure instanceof Refused || failure instanceof Overtaken)) throw failure
    onLeft(leadId, failure)
  }
  return undefined
}
