import type { ContactId } from '../domain/ids.ts'
import type { World } from './world.ts'

/**
 * Whose a person was when the history first tells of them, or became otherwise than by a lead, is so
 * under other documents as well.
 */
export function shareOwner(
  contactId: ContactId | undefined,
  { past, drafted }: { readonly past: World; readonly drafted: World },
  changed: boolean,
): void {
  const owner = contactId && past.owners.get(contactId)
  if (contactId === undefined || owner === undefined) return
  if (changed || !drafted.owners.has(contactId)) drafted.owners.set(contactId, owner)
}
