import type { IdentityKey } from '../contact.ts'
import { readMailbox } from './mailbox.ts'

/**
 * The keys of an address. The mailbox first, which is the same for all spellings its provider takes
 * for one; then the address as it was written, under which persons of earlier days are known.
 */
export function mailKeys(email: string): IdentityKey[] {
  const { user, domain } = readMailbox(email)
  return [...new Set([`${user}@${domain}`, email])].map((value) => ({ kind: 'email', value }))
}

/** The keys that a value of a contact, an address or a number, gives. */
export const keysOfValue = ({ kind, value }: IdentityKey): IdentityKey[] =>
  kind === 'email' ? mailKeys(value) : [{ kind, value }]
