import type { ActivityKind } from '../../ports/crm-activities.ts'

/** What HubSpot says of one call, mail or meeting; a property without a value is null. */
export type Properties = Readonly<Record<string, string | null>>

/** Where HubSpot keeps each kind, and what of it is read. Nothing that anybody wrote. */
export const ACTIVITY_OBJECTS = {
  call: { object: 'calls', properties: ['hs_timestamp', 'hubspot_owner_id', 'hs_call_status'] },
  email: {
    object: 'emails',
    properties: ['hs_timestamp', 'hubspot_owner_id', 'hs_email_direction', 'hs_email_status'],
  },
  meeting: {
    object: 'meetings',
    properties: [
      ...['hs_timestamp', 'hubspot_owner_id'],
      ...['hs_meeting_start_time', 'hs_meeting_outcome'],
    ],
  },
} as const satisfies Record<ActivityKind, { object: string; properties: readonly string[] }>

/**
 * Calls that nobody made (yet). One that was not answered (`NO_ANSWER`, `BUSY`) was made, and counts as one
 * does that is dialled from an alert: neither knows whether somebody picked up.
 */
const NOT_CALLED = new Set(['CANCELED', 'FAILED', 'QUEUED', 'MISSED'])
/** `INCOMING_EMAIL` is what the person wrote, and `FORWARDED_EMAIL` what a rep sent in to be kept. */
const OUTGOING = 'EMAIL'
const NOT_SENT = new Set(['BOUNCED', 'FAILED', 'SCHEDULED', 'SENDING'])
const NOT_MET = new Set(['CANCELED', 'NO_SHOW', 'RESCHEDULED'])

/** Whether it was done. A meeting counts from when it begins, which its time says. */
export function isDone(how: ActivityKind, properties: Properties): boolean {
  if (how === 'call') return !NOT_CALLED.has(properties.hs_call_status ?? '')
  if (how === 'meeting') return !NOT_MET.has(properties.hs_meeting_outcome ?? '')
  const isOurs = (properties.hs_email_direction ?? OUTGOING) === OUTGOING
  return isOurs && !NOT_SENT.has(properties.hs_email_status ?? '')
}

/** When it was done; undefined when HubSpot does not say. Times are ISO 8601, or milliseconds since 1970. */
export function timeOf(how: ActivityKind, properties: Properties): Date | undefined {
  const start = how === 'meeting' ? properties.hs_meeting_start_time : undefined
  const text = start ?? properties.hs_timestamp
  if (text === null || text === undefined || text === '') return undefined
  const at = new Date(/^\d+$/.test(text) ? Number(text) : text)
  return Number.isNaN(at.getTime()) ? undefined : at
}
