import { type ContactId, newId, type ReviewItemId } from '../ids.ts'
import type { NewReviewItem } from '../review-item.ts'
import type { MatchFinding } from './match-verdict.ts'

/**
 * Asks a person whether a contact and the one it resembles are one. Levels and numbers alone, so that
 * the inbox shows why without repeating what anybody said.
 */
export function possibleDuplicate(
  contactId: ContactId,
  otherContactId: ContactId,
  finding: MatchFinding,
): NewReviewItem {
  const agreeing = finding.fields.filter(({ bits }) => bits > 0)
  return {
    id: newId<ReviewItemId>(),
    kind: 'possible-duplicate',
    reasons: agreeing.map(({ field, level }) => `${field}-${level}`.replaceAll(' ', '-')),
    contactId,
    otherContactId,
    details: { ...finding, otherContactId },
  }
}
