import type { ContactId, ReviewItemId } from './ids.ts'

export const REVIEW_KINDS = [
  'quarantined-lead',
  'identity-clash',
  'possible-duplicate',
  'crm-conflict',
] as const
export type ReviewKind = (typeof REVIEW_KINDS)[number]

/** Something a person must decide. All kinds share one inbox. */
export type NewReviewItem = {
  readonly id: ReviewItemId
  readonly kind: ReviewKind
  /** Stable codes of what is wrong; the personal values stand in `details`, which is erasable. */
  readonly reasons: readonly string[]
  readonly contactId?: ContactId
  /** The contact that may be the same person. */
  readonly otherContactId?: ContactId
  readonly details: Readonly<Record<string, unknown>>
}

/** What a person may decide about each kind of item. */
export const RESOLUTIONS = {
  'quarantined-lead': ['release', 'reject'],
  'identity-clash': ['join', 'keep-apart', 'noted'],
  'possible-duplicate': ['join', 'keep-apart', 'noted'],
  'crm-conflict': ['keep-ours', 'keep-theirs'],
} as const satisfies Record<ReviewKind, readonly string[]>
export type Resolution = (typeof RESOLUTIONS)[ReviewKind][number]
