import type { Locked } from './decision.ts'
import type { ContactId } from './ids.ts'

/**
 * Whose a person was, as a decision on one of their leads saw it, to stand in its event: owners change,
 * and the decision is to be made again later. Empty for a person who is nobody's.
 */
export function seenOwner(contactId: ContactId | undefined, { contacts }: Locked) {
  const contact = contactId && contacts.get(contactId)
  if (!contact || contact.ownerRepId === undefined) return {}
  const { ownerRepId: repId, ownerLeadId: leadId } = contact
  return { seenOwner: { repId, ...(leadId && { leadId }) } }
}
