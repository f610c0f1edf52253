import type { RepId } from '../domain/ids.ts'
import type { Presence } from '../domain/presence.ts'

/** A word about a rep, and whose it is. */
export type PresenceChange = {
  readonly repId: RepId
  readonly presence: Presence
  readonly by: string
  readonly at: Date
  /** Only while this is their latest word; whatever it is when left out. */
  readonly from?: Presence
}

/** What reps say about now. Append-only, so that any past decision can be replayed. */
export type PresenceBoard = {
  /** The latest word of every rep who ever gave one; all others are on `calendar`. */
  all(): Promise<ReadonlyMap<RepId, Presence>>

  /**
   * Adds a change, in the order of its sequence number; two at once are put one after the other.
   * Saying the same again adds nothing, nor does `set-away` of somebody who is away anyway. Resolves with
   * whether anything changed.
   */
  change(change: PresenceChange): Promise<boolean>
}
