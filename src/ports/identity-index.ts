import type { ContactId } from '../domain/ids.ts'
import type { PersonFacts } from '../domain/matching/person-record.ts'

/**
 * So many are compared with a lead at most. Four times as many took most of the time of a look-up in
 * a large base, and led to one person more of 2,000 (docs/matching.md).
 */
export const MOST_CANDIDATES = 50

/** A contact that shares keys with who is looked for, with what is known of it, ready to be compared. */
export type IndexedPerson = { readonly contactId: ContactId; readonly facts: PersonFacts }

export type Candidates = {
  /** At most `MOST_CANDIDATES`: those first that share the rarest keys, and the most of them. */
  readonly found: readonly IndexedPerson[]
  /** Kinds of keys that too many contacts share, so that some were left out. Names of kinds alone. */
  readonly cappedKeys: readonly string[]
}

/** Finds contacts that may be a person: the same ones by other spellings, and some who are not. */
export type IdentityIndex = {
  /**
   * The contacts that share a blocking key with these facts. Candidates only and never the truth:
   * what is found may be out of date and somebody may be missing, so whoever decides by it decides
   * under locks. Rejects with `Unavailable` when it cannot be asked.
   */
  candidates(facts: PersonFacts): Promise<Candidates>
}
