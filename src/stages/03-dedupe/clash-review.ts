import type { Identity } from '../../domain/contact.ts'
import { type ContactId, newId, type ReviewItemId } from '../../domain/ids.ts'
import type { NewReviewItem } from '../../domain/review-item.ts'

/** Asks a person whose a key is that does not go with the contact it was said of. */
export function clashReview(
  contactId: ContactId,
  { kind, value, contactId: otherContactId }: Identity,
  reasons: readonly string[],
): NewReviewItem {
  return {
    id: newId<ReviewItemId>(),
    kind: 'identity-clash',
    reasons,
    contactId,
    ...(otherContactId && { otherContactId }),
    details: { kind, value, ...(otherContactId && { otherContactId }) },
  }
}
