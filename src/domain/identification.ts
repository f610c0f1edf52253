import type { ContactId, VisitorId } from './ids.ts'

/**
 * A visitor made themselves known. From `since` until the next identification of the same visitor,
 * what the visitor does is the contact's; what nobody made themselves known for before is the first
 * one's. So of people who share a computer, each has what was done after they wrote.
 */
export type Identification = {
  readonly visitorId: VisitorId
  readonly contactId: ContactId
  /** Whose they are when joined contacts are split again, where that is another contact. */
  readonly keyContactId?: ContactId | undefined
  readonly since: Date
}
