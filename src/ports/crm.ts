import type { ContactField } from '../domain/contact.ts'
import type { ContactId } from '../domain/ids.ts'

/** The fields we write; `ownerRepId` is our rep, translated by the adapter. */
export type CrmFields = Partial<Record<ContactField | 'ownerRepId', string>>

/** A record as the CRM holds it now, in our field names. */
export type CrmRecord = { readonly recordId: string; readonly fields: CrmFields }

/** Where contacts are written. The port writes what it is told; who may win is decided by us. */
export type Crm = {
  readonly name: string

  /** The record of this contact, or undefined. Rejects with `Unavailable` or `Refused`. */
  read(contactId: ContactId): Promise<CrmRecord | undefined>

  /**
   * Creates or updates the contact's one record, changing only the fields given. Idempotent: the
   * contact's id is a unique property of the record, so calling twice, or at once, makes one.
   */
  upsert(contactId: ContactId, fields: CrmFields): Promise<{ recordId: string; created: boolean }>
}
