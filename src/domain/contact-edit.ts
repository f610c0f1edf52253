import type { ContactField } from './contact.ts'
import type { ContactId, LeadId, ReviewItemId } from './ids.ts'

/** One entry of the log of what people wrote about contacts by hand. The value stands elsewhere. */
export type ContactEdit = {
  /** The contact it was written on, which may have been joined into another since. */
  readonly contactId: ContactId
  /** The lead about which it was written, and with which value and entry go when contacts are split. */
  readonly leadId: LeadId
  readonly field: ContactField
  readonly kind: 'written' | 'withdrawn'
  readonly at: Date
  /** Who, such as a token's name; `crm:` and its name for what was taken over from a CRM. */
  readonly by: string
}

/** What happened to a lead about whose person somebody wrote something by hand. */
export type ContactEdited = {
  readonly type: 'ContactEdited'
  readonly at: Date
  readonly contactId: ContactId
  /** The fields that were written, and those of which somebody took back what had been written. */
  readonly fields: readonly ContactField[]
  readonly withdrawn: readonly ContactField[]
}

/** What a lead said after its contact was known is the contact's now; `fields` are its new values. */
export type ContactCompleted = {
  readonly type: 'ContactCompleted'
  readonly at: Date
  readonly contactId: ContactId
  readonly fields: readonly ContactField[]
  /** A person is asked whose the address or number is, which is therefore not the contact's. */
  readonly reviewItemId?: ReviewItemId
}
