import type { ContactField } from '../domain/contact.ts'
import type { ContactId, RepId } from '../domain/ids.ts'

/** What somebody writes about a contact, and what they take back. */
export type EditRequest = {
  /** Checked values: addresses in lower case, numbers in E.164, countries as two letters. */
  readonly write: Partial<Readonly<Record<ContactField, string>>>
  readonly withdraw: readonly ContactField[]
  /** The version of the contact they saw. */
  readonly version: number
  /** For the record, such as a token's name. */
  readonly by: string
  /** Only while the contact is theirs. */
  readonly ownerRepId?: RepId | undefined
}

/**
 * Lets people write fields of a contact by hand. What is written shows before all that leads say, until
 * it is written anew or withdrawn; an address or a number that nobody has becomes a key of the
 * contact. All in one transaction: values, log, keys, index, event, and the task to write the CRM.
 */
export type ContactEdits = {
  /**
   * A redirect stands for the contact it leads to. Withdrawing what nobody wrote does nothing. Rejects
   * with `Refused`: `contact-unknown`, also for one that is not the rep's; `contact-edited` when
   * somebody has edited it since that version; `contact-key-taken` when the address belongs to
   * somebody else. With `Unavailable` (`contacts-busy`, `database-down`).
   */
  edit(id: ContactId, request: EditRequest): Promise<void>
}
