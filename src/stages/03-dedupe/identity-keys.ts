import type { Identity, IdentityKey } from '../../domain/contact.ts'
import type { ContactId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import { mailKeys } from '../../domain/matching/mail-keys.ts'

/** Whose something is: a contact, and that which its key says where the two were joined. */
export type Whose = { readonly contactId: ContactId; readonly keyContactId?: ContactId }

/** The keys by which this lead's person may be known; none for somebody nobody can reach. */
export function keysOf({ parts: { findings } }: Lead): IdentityKey[] {
  const { email, phone } = findings ?? {}
  return [
    ...(email === undefined ? [] : mailKeys(email)),
    ...(phone === undefined ? [] : [{ kind: 'phone' as const, value: phone }]),
  ]
}

/** Whose a key is, as far as it attaches anything. */
export function ownerOf(identity: Identity | undefined): Whose | undefined {
  if (identity?.contactId === undefined || identity.shared) return undefined
  const { contactId, keyContactId } = identity
  return { contactId, ...(keyContactId && { keyContactId }) }
}
