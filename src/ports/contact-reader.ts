import type { Contact, ContactField, ContactValue } from '../domain/contact.ts'
import type { ContactId, LeadId, RepId } from '../domain/ids.ts'
import type { Consent } from '../domain/lead-form.ts'
import type { ShownValue } from '../domain/survivorship.ts'
import type { Page, PageRequest } from './page.ts'

/** Which contacts to list. */
export type ContactQuery = PageRequest & { readonly ownerRepId?: RepId | undefined }

/** What a person agreed or did not agree to, and with which lead they said so. */
export type KeptConsent = Omit<Consent, 'at'> & { readonly leadId: LeadId; readonly at: Date }

/** One contact with every value ever seen, each with where it came from, and their leads. */
export type ContactFile = {
  readonly contact: Contact
  /** Of each field the value it shows, and why that one. */
  readonly shown: Partial<Record<ContactField, ShownValue>>
  readonly values: readonly ContactValue[]
  /** Latest received first. */
  readonly leadIds: readonly LeadId[]
  /** Latest first. */
  readonly consents: readonly KeptConsent[]
}

/** Reads contacts for people. Changes nothing. */
export type ContactReader = {
  /** Latest known first. */
  list(query: ContactQuery): Promise<Page<Contact>>
  /** Undefined when there is no such contact. */
  find(id: ContactId): Promise<ContactFile | undefined>
}
