import type { ContactId } from '../domain/ids.ts'
import type { Signal } from '../domain/signal.ts'

/** Whose signals to read. */
export type SignalQuery = {
  /** Their visitors, as long as these were theirs. */
  readonly contactId: ContactId
  /** The visit in which they wrote, which without consent has no visitor. */
  readonly sessionId: string | undefined
  /** What happened later is left out. */
  readonly until: Date
}

/** Reads what visitors of pages did. */
export type SignalReader = {
  /**
   * The signals of a person, in no particular order: of each time in which a visitor was theirs the
   * oldest 100 and the latest 500 at most, and of more than 25 such times the first 5 and the latest
   * 20. Empty when nothing is known of them.
   *
   * Rejects with `Unavailable` (`database-down`).
   */
  of(query: SignalQuery): Promise<readonly Signal[]>
}
