import type { ContactId, LeadId, ReviewItemId } from '../domain/ids.ts'
import type { Resolution, ReviewKind } from '../domain/review-item.ts'
import type { Page, PageRequest } from './page.ts'

/** One thing a person must decide, or has decided. */
export type ReviewItem = {
  readonly id: ReviewItemId
  readonly kind: ReviewKind
  readonly leadId: LeadId
  readonly contactId: ContactId | undefined
  /** The contact that may be the same person. */
  readonly otherContactId: ContactId | undefined
  /** Stable codes of what is wrong. */
  readonly reasons: readonly string[]
  /** The values a person needs to see to decide; personal. */
  readonly details: Readonly<Record<string, unknown>>
  readonly createdAt: Date
  readonly resolvedAt: Date | undefined
  readonly resolvedBy: string | undefined
  readonly resolution: string | undefined
}

/** Which items to list. */
export type ReviewQuery = PageRequest & {
  readonly state?: 'open' | 'resolved' | undefined
  /** Of these kinds only; of all without any. */
  readonly kinds?: readonly ReviewKind[] | undefined
}

/** The one inbox of everything a person must decide. */
export type ReviewInbox = {
  /** Open items first, each group latest first. */
  list(query: ReviewQuery): Promise<Page<ReviewItem>>

  /**
   * Records the decision and sets off what follows from it, in one transaction: a released lead
   * travels on, a rejected one is rejected, a settled CRM conflict is carried out, two contacts that are
   * one person are joined, and two that are not are never asked about again.
   *
   * When somebody was first, nothing is done and the item is as they left it; of two at once
   * exactly one has `decidedNow`. Rejects with `Refused`: `review-unknown`, or
   * `resolution-unsuitable` for this item.
   */
  resolve(
    id: ReviewItemId,
    resolution: Resolution,
    by: string,
  ): Promise<{ readonly item: ReviewItem; readonly decidedNow: boolean }>
}
