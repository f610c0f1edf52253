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
  readonly shared: boolean
}

/** One value ever seen for one field of a contact, with where it came from. */
export type ContactValue = {
  readonly field: ContactField
  readonly value: string
  readonly leadId: LeadId
  readonly sourceKey: string
  readonly at: Date
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

/** The person behind one or more leads. The shown value of a field is the latest one seen. */
export type Contact = {
  readonly id: ContactId
  readonly fields: Partial<Record<ContactField, string>>
  /** Who sells to this person, and the lead by which they came to do so. */
  readonly ownerRepId: RepId | undefined
  readonly ownerLeadId: LeadId | undefined
  readonly leadCount: number
}

/** One string per key, to use in maps and to sort locks by. */
export const identityText = ({ kind, value }: IdentityKey) => `${kind}:${value}`
