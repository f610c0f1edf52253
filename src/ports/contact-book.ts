import type { Contact } from '../domain/contact.ts'
import type { ContactId } from '../domain/ids.ts'
import type { CrmFields } from './crm.ts'

/** Where a contact stands in a CRM, and what we last saw or wrote there. */
export type CrmLink = { readonly recordId: string; readonly lastSeen: CrmFields }

/** Contacts as followers need them. */
export type ContactBook = {
  /** Rejects with `Refused` (`contact-unknown`) when there is no such contact. */
  load(id: ContactId): Promise<Contact>
  /** Takes these values over as the contact's own, because a person decided they are right. */
  adopt(id: ContactId, fields: CrmFields): Promise<void>
  crmLink(id: ContactId, crm: string): Promise<CrmLink | undefined>
  /** Replaces the link; the latest call stands. */
  saveCrmLink(id: ContactId, crm: string, link: CrmLink): Promise<void>
}
