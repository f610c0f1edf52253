import type { ContactField } from '../domain/contact.ts'
import type { ContactId, LeadId } from '../domain/ids.ts'

/** What was known of a person before one of their leads. */
export type PastOfLead = {
  /** How many leads of theirs were received before. */
  readonly leads: number
  /** When the latest of them was received; undefined when there was none. */
  readonly lastAt: Date | undefined
  /** Every value any of them gave, by its field. */
  readonly values: Readonly<Partial<Record<ContactField, readonly string[]>>>
}

/** What came before a lead. */
export type ContactPast = {
  /** Rejects with `Unavailable` (`database-down`). */
  before(lead: {
    readonly id: LeadId
    readonly contactId: ContactId
    readonly receivedAt: Date
  }): Promise<PastOfLead>
}
