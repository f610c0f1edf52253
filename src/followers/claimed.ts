import { Unavailable } from '../domain/failure.ts'
import type { ContactId } from '../domain/ids.ts'
import type { ContactBook, ContactClaim } from '../ports/contact-book.ts'

/**
 * Works on a contact while nobody else does for the same purpose, and lets the next one go on
 * afterwards. Rejects as `work` does, and with `Unavailable` (`contact-busy`) when somebody is at
 * it already: the task is then tried again. Work that takes longer than a claim lasts keeps it.
 */
export async function claimed(
  contacts: Pick<ContactBook, 'claim'>,
  contactId: ContactId,
  purpose: string,
  work: (claim: ContactClaim) => Promise<void>,
): Promise<void> {
  const claim = await contacts.claim(contactId, purpose)
  if (claim === undefined) {
    throw new Unavailable('contact-busy', `Another task works on contact ${contactId}`)
  }
  const [worked] = await Promise.allSettled([work(claim)])
  const [released] = await Promise.allSettled([claim.release()])
  // What the work failed with comes first: it is why there may be nothing to release.
  for (const end of [worked, released]) if (end.status === 'rejected') throw end.reason
}
