import type { Lead } from './lead.ts'
import type { LeadEvent } from './lead-event.ts'
import type { LeadForm } from './lead-form.ts'
import type { Findings } from './lead-parts.ts'
import { PUBLIC_EVENTS } from './public-events.ts'
import { eventIdOf, TEST_EVENT } from './subscription.ts'

/** What is said about the person when a subscription includes it. */
export type ContactOfEvent = { readonly form: LeadForm; readonly findings?: Findings | undefined }

/** A public event of a lead, with the lead as it stood right after it. */
export type EventOfLead = {
  readonly event: LeadEvent
  readonly lead: Lead
  readonly contact?: ContactOfEvent | undefined
}

/** CloudEvents 1.0 in structured mode. */
export const CLOUD_EVENT_TYPE = 'application/cloudevents+json; charset=utf-8'

/** The body that tells of an event; the same event always gives the same text. */
export function leadCloudEvent(source: string, { event, lead, contact }: EventOfLead): string {
  const known = PUBLIC_EVENTS.get(event.type)
  if (known === undefined) throw new Error(`${event.type} is no public event`)
  const fields: Readonly<Record<string, unknown>> = event
  const details = Object.fromEntries(known.details.map((name) => [name, fields[name]]))
  return JSON.stringify({
    ...envelope(source, eventIdOf(lead.id, lead.version), event.at),
    type: known.type,
    subject: lead.id,
    data: { ...leadData(lead), details, ...(contact && { contact: contactData(contact) }) },
  })
}

/** The body of a test event. */
export function testCloudEvent(source: string, id: string, at: Date): string {
  return JSON.stringify({ ...envelope(source, id, at), type: TEST_EVENT, data: {} })
}

const envelope = (source: string, id: string, time: Date) => ({
  specversion: '1.0',
  id,
  source,
  time,
  datacontenttype: 'application/json',
})

function leadData(lead: Lead) {
  const { id: leadId, version, state, sourceKey, isTest, contactId, score, tier, repId } = lead
  const { assignmentId, receivedAt, decidedAt, acknowledgedAt, firstContactAt, outcome } = lead
  return {
    ...{ leadId, version, state, sourceKey, isTest, contactId, score, tier, repId, assignmentId },
    ...{ receivedAt, decidedAt, acknowledgedAt, firstContactAt, outcome },
  }
}

/** What validation found is preferred to what was typed. */
function contactData({ form, findings }: ContactOfEvent) {
  const { firstName, lastName, fullName, company, title } = form
  return {
    email: findings?.email ?? form.email,
    phone: findings?.phone ?? form.phone,
    ...{ firstName, lastName, fullName, company, title },
    country: findings?.country ?? form.country,
  }
}
