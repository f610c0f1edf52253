import type { Contact, ContactField, ContactValue } from '../domain/contact.ts'
import type { ContactEdit } from '../domain/contact-edit.ts'
import type { ContactJoin } from '../domain/contact-join.ts'
import type { AccountId, ContactId, LeadId, RepId } from '../domain/ids.ts'
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
  /** Rises with every edit by hand; 0 before the first. Whoever edits names the one they saw. */
  readonly version: number
  /** Of each field the value it shows, and why that one. */
  readonly shown: Partial<Record<ContactField, ShownValue>>
  readonly values: readonly SeenValue[]
  /** Latest received first. */
  readonly leadIds: readonly LeadId[]
  /** The account of their latest lead that has one. */
  readonly accountId: AccountId | undefined
  /** Who or what joined and split this person's contacts, and why; latest first. */
  readonly history: readonly JoinRecord[]
  /** What people wrote by hand and took back; latest first. */
  readonly edits: readonly ContactEdit[]
  /** Latest first. */
  readonly consents: readonly KeptConsent[]
}

/** A value, and since when it counts no more: somebody had written it and took it back or wrote anew. */
export type SeenValue = ContactValue & { readonly withdrawnAt?: Date }

/** An entry of the log of joins and splits. */
export type JoinRecord = ContactJoin & {
  /** True for a join that can be undone. */
  readonly inForce: boolean
}

/** Reads contacts for people. Changes nothing. */
export type ContactReader = {
  /** Latest known first. Without those that were joined into others. */
  list(query: ContactQuery): Promise<Page<Contact>>
  /**
   * Undefined when there is no such contact. For one that was joined into another it is that other.
   */
  find(id: ContactId): Promise<ContactFile | undefined>
}
