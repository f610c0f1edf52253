import type { RepId } from '../domain/ids.ts'

/** What people log in a CRM with a person. */
export const ACTIVITY_KINDS = ['call', 'email', 'meeting'] as const
export type ActivityKind = (typeof ACTIVITY_KINDS)[number]

/** Something that was done with the person of a record, not merely planned, and by whom. */
export type CrmActivity = {
  /** The record of the person in the CRM. */
  readonly recordId: string
  readonly how: ActivityKind
  /** When it was done, as the CRM says; of a meeting when it began. To the minute, where typed by hand. */
  readonly at: Date
  /** Undefined when whoever did it is none of our reps, or the CRM does not say. */
  readonly repId: RepId | undefined
}

/** What was found, and which kinds our token may not read. */
export type FoundActivities = {
  readonly activities: readonly CrmActivity[]
  readonly denied: readonly ActivityKind[]
}

/** A CRM that people log their calls, mails and meetings in. */
export type CrmActivities = {
  readonly crm: string
  /** How many records may be asked about at once. */
  readonly mostAtOnce: number
  /**
   * What was done with these persons until `now`, in no order. Records that are not there have none.
   * Rejects with `Unavailable`, and with `Refused` when nothing may be read.
   */
  of(recordIds: readonly string[], now: Date, signal: AbortSignal): Promise<FoundActivities>
}
