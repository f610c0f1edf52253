import type { ContactId, JoinId, LeadId, RepId, ReviewItemId } from './ids.ts'

/** What had contacts joined or split: somebody by name, a review item, or the matching by itself. */
export const JOIN_REASONS = ['manual', 'review', 'match'] as const
export type JoinReason = (typeof JOIN_REASONS)[number]

/** Who sells to a person, and the lead by which they came to do so. */
export type Ownership = {
  readonly ownerRepId: RepId | undefined
  readonly ownerLeadId: LeadId | undefined
}

/** One entry of the log of joins and splits. Nothing in it but ids and codes. */
export type ContactJoin = {
  readonly id: JoinId
  readonly kind: 'join' | 'split'
  /** The contact that stays: after a join the person's, after a split the one that was left. */
  readonly contactId: ContactId
  /** The contact that became a redirect, or that a split took out. */
  readonly otherContactId: ContactId
  /** The join that a split undoes; none when it made a contact of its own of some leads. */
  readonly undoes: JoinId | undefined
  readonly at: Date
  readonly by: string
  readonly why: JoinReason
  readonly reviewItemId: ReviewItemId | undefined
  /** The leads that changed their contact. */
  readonly leadIds: readonly LeadId[]
}

/** What happened to a lead whose contact was joined with another, or split from one. */
export type ContactChanged = {
  readonly type: 'ContactChanged'
  readonly at: Date
  readonly contactId: ContactId
  /** The contact its key says, where that is another. */
  readonly keyContactId?: ContactId
  readonly joinId: JoinId
  readonly why: 'joined' | 'split'
}
