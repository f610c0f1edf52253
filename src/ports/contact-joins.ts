import type { JoinReason } from '../domain/contact-join.ts'
import type { ContactId, JoinId, LeadId, RepId, ReviewItemId } from '../domain/ids.ts'

/** Who has two contacts joined or split, and why. */
export type Occasion = {
  /** For the record, such as a token's name. */
  readonly by: string
  readonly why: JoinReason
  readonly reviewItemId?: ReviewItemId | undefined
}

export type JoinRequest = Occasion & {
  readonly with: ContactId
  /** Whose the person is from now on: one of the two owners; the one of longer standing unless told. */
  readonly ownerRepId?: RepId | undefined
}

/** The join to undo, or leads that are somebody else's. */
export type SplitRequest = Occasion &
  ({ readonly joinId: JoinId } | { readonly leadIds: readonly LeadId[] })

/** What was done, as it stands in the log. */
export type Joined = {
  readonly joinId: JoinId
  /** After a join the person's contact, after a split the one that was left. */
  readonly contactId: ContactId
  /** The contact that is a redirect now, or that was taken out. */
  readonly otherContactId: ContactId
}

/**
 * Says that two contacts are one person, or that they are not. Leads move with their values,
 * assignments and visits, keys and CRM records stay with the contact they are of, and a log of ids
 * keeps what was done: so joins can be undone, in any order. Nothing is ever merged in a CRM.
 *
 * A redirect may be named for the contact it leads to. Of two calls at once about the same persons
 * the second sees what the first has done. All reject with `Refused` (`contact-unknown`), and with
 * `Unavailable` (`contacts-busy`, `database-down`).
 */
export type ContactJoins = {
  /**
   * The other contact becomes a redirect to this one. Open assignments stay with their reps, who are
   * told when somebody else has the person now. Rejects with `Refused`: `contacts-joined` when they
   * are one already, `owner-unsuitable` when neither is the rep's.
   */
  join(id: ContactId, request: JoinRequest): Promise<Joined>
  /**
   * Undoes a join: its contact is there again with its owner and its CRM records, and every lead goes
   * where its key says, also one that came since. Leads that came by a join undo that; others become a
   * contact of their own, with the keys they named first and the leads attached by these. Rejects
   * with `Refused`: `join-unknown` for one that is not in force, `lead-not-of-contact`,
   * `split-of-several-joins`, `split-leaves-nothing`.
   */
  split(id: ContactId, request: SplitRequest): Promise<Joined>
}
