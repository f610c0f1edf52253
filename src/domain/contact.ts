import type { ContactId, LeadId, RepId } from './ids.ts'

/** What can prove that two leads are one person. E-mail decides; a phone only supports. */
export const IDENTITY_KINDS = ['email', 'phone'] as const
export type IdentityKind = (typeof IDENTITY_KINDS)[number]

/** A normalised e-mail address, or a phone number in E.164. */
export type IdentityKey = { readonly kind: IdentityKind; readonly value: string }

/**
 * Whose a key is. A `shared` key (a front desk, `info@`, a family phone) belongs to nobody and
 * attaches nothing.
 */
export type Identity = IdentityKey & {
  readonly contactId: ContactId | undefined
  /** Whose it is when joined contacts are split again, where that is another contact. */
  readonly keyContactId?: ContactId | undefined
  readonly shared: boolean
}

/** Where a value of a contact came from, and what it weighs beside others. */
export type ValueOrigin = {
  /** The lead that said it, or about which a person wrote it. */
  readonly leadId: LeadId
  /**
   * The source of the lead; `crm:` and the name of the CRM it was taken over from; or `edit:` and the
   * name of who wrote it by hand.
   */
  readonly sourceKey: string
  readonly at: Date
  /** How much its source was believed then, from 0 to 100. */
  readonly trust: number
  /** Its source had proved it before, as a sign-up does that asks for an answer by mail. */
  readonly verified: boolean
  /** A person wrote it, or decided that it is right. */
  readonly edited: boolean
}

/** One value ever seen for one field of a contact, with where it came from. */
export type ContactValue = ValueOrigin & {
  readonly field: ContactField
  readonly value: string
}

export const CONTACT_FIELDS = [
  'email',
  'phone',
  'firstName',
  'lastName',
  'company',
  'title',
  'country',
] as const
export type ContactField = (typeof CONTACT_FIELDS)[number]

/** The person behind one or more leads. Of all values seen each field shows the survivor. */
export type Contact = {
  readonly id: ContactId
  readonly fields: Partial<Record<ContactField, string>>
  /** Where the values shown came from; unknown for those of versions that did not keep it. */
  readonly origins: Partial<Record<ContactField, ValueOrigin>>
  /** Who sells to this person, and the lead by which they came to do so. */
  readonly ownerRepId: RepId | undefined
  readonly ownerLeadId: LeadId | undefined
  readonly leadCount: number
}

/** One string per pair of contacts, whichever is named first. */
export const pairText = (a: ContactId, b: ContactId) => (a < b ? `${a} ${b}` : `${b} ${a}`)

/** One string per key, to use in maps and to sort locks by. */
export const identityText = ({ kind, value }: IdentityKey) => `${kind}:${value}`
