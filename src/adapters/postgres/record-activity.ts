import { contactSubject } from '../../domain/contact-subject.ts'
import type { Outcome } from '../../domain/decision.ts'
import type { LeadId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import type { SeenActivity } from '../../ports/assignment-desk.ts'
import type { ReassignParts } from './reassign.ts'
import { takeOver } from './take-over.ts'

/** What people type as the time of a call has no seconds. */
const MINUTE_MS = 60_000

/**
 * Records what a CRM says somebody did, as `activitySeen` of the desk promises. Taking the lead comes
 * first: killed in between, the next look finds the person not reached yet and does the rest.
 */
export async function recordActivity(
  id: LeadId,
  activity: SeenActivity,
  parts: ReassignParts,
): Promise<Lead> {
  const { leads, clock } = parts
  const { repId, crm } = activity
  const lead = await leads.load(id)
  if (!counts(lead, activity)) return lead
  if (repId !== undefined) await takeOver(id, { name: repId, repId, via: crm }, parts)
  await leads.record(id, (now) => acknowledgedBy(now, activity, clock()))
  return leads.record(id, (now) => contactedBy(now, activity, clock()))
}

/** Somebody has the lead, its person was not reached before, and this is no older than it. */
function counts({ state, firstContactAt, receivedAt }: Lead, { at }: SeenActivity): boolean {
  const isHeld = state === 'assigned' || state === 'attached'
  const fromMs = Math.floor(receivedAt.getTime() / MINUTE_MS) * MINUTE_MS
  return isHeld && firstContactAt === undefined && at.getTime() >= fromMs
}

function acknowledgedBy(lead: Lead, activity: SeenActivity, at: Date): Outcome | undefined {
  const { state, acknowledgedAt, assignmentId, repId } = lead
  if (state !== 'assigned' || acknowledgedAt !== undefined || repId !== activity.repId) return
  if (assignmentId === undefined || repId === undefined) return
  const held = { assignmentId, repId, via: activity.crm, byRepId: repId }
  return { event: { type: 'AssignmentAcknowledged', at, ...held } }
}

function contactedBy(lead: Lead, activity: SeenActivity, at: Date): Outcome | undefined {
  const { repId, assignmentId, receivedAt } = lead
  if (!counts(lead, activity) || repId === undefined || assignmentId === undefined) return
  const { how, crm: via } = activity
  const contactedAt = new Date(Math.max(activity.at.getTime(), receivedAt.getTime()))
  const made = { type: 'FirstContactMade', at, contactedAt, repId, how, via } as const
  if (activity.repId === repId) return { event: made }
  const other = activity.repId
  const subject = contactSubject({ assignmentId, how, ...(other && { repId: other }) })
  return {
    event: { ...made, byOther: other === undefined ? {} : { repId: other } },
    tasks: [{ follower: 'tell-contacted', subject }],
  }
}
