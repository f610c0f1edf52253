import type { Contact } from '../domain/contact.ts'
import type { ContactId, LeadId } from '../domain/ids.ts'
import type { CrmFields } from './crm.ts'

/** Where a contact stands in a CRM, and what we last saw or wrote there. */
export type CrmLink = { readonly recordId: string; readonly lastSeen: CrmFields }

/** On what occasion values are taken over: the lead, the CRM that has them, when it was decided. */
export type Adoption = { readonly leadId: LeadId; readonly crm: string; readonly at: Date }

/**
 * The right to be the only one who works on a contact for some purpose. It lapses eight seconds
 * after it was taken or kept, so that the next may go on when its holder has died.
 */
export type ContactClaim = {
  /** Holds it for another eight seconds. Rejects with `Overtaken` when somebody else took it. */
  keep(): Promise<void>
  /** Lets the next one have it. */
  release(): Promise<void>
}

/** Contacts as followers need them. */
export type ContactBook = {
  /**
   * The contact, or the one it was joined into. Rejects with `Refused` (`contact-unknown`) when there
   * is no such contact.
   */
  load(id: ContactId): Promise<Contact>
  /**
   * Takes these values over as the contact's own, because a person decided they are right: they show
   * before all that leads say. The same adoption twice is one.
   */
  adopt(id: ContactId, fields: CrmFields, adoption: Adoption): Promise<void>
  crmLink(id: ContactId, crm: string): Promise<CrmLink | undefined>
  /**
   * Addresses that the CRM has in records of contacts that were joined into this one. Records are never
   * merged, and no CRM takes one address for two.
   */
  emailsElsewhere(id: ContactId, crm: string): Promise<readonly string[]>
  /** Replaces the link; the latest call stands. */
  saveCrmLink(id: ContactId, crm: string, link: CrmLink): Promise<void>
  /** True when the lead's journey says that its contact was written since the lead was assigned. */
  isCrmWriteTold(id: LeadId): Promise<boolean>
  /** Undefined while somebody else holds the contact's claim of this purpose. */
  claim(id: ContactId, purpose: string): Promise<ContactClaim | undefined>
}
