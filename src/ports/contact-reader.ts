import type { Contact, ContactValue } from '../domain/contact.ts'
import type { ContactId, LeadId, RepId } from '../domain/ids.ts'
import type { Page, PageRequest } from './page.ts'

/** Which contacts to list. */
export type ContactQuery = PageRequest & { readonly ownerRepId?: RepId | undefined }

/** One contact with every value ever seen, each with where it came from, and their leads. */
export type ContactFile = {
  readonly contact: Contact
  readonly values: readonly ContactValue[]
  /** Latest received first. */
  readonly leadIds: readonly LeadId[]
}

/** Reads contacts for people. Changes nothing. */
export type ContactReader = {
  /** Latest known first. */
  list(query: ContactQuery): Promise<Page<Contact>>
  /** Undefined when there is no such contact. */
  find(id: ContactId): Promise<ContactFile | undefined>
}
