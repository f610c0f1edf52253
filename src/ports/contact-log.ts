import type { ContactId } from '../domain/ids.ts'
import type { PersonFacts } from '../domain/matching/person-record.ts'

/** A contact as it is filed now; without facts when nothing is left to find it by. */
export type FiledContact = {
  readonly contactId: ContactId
  readonly facts: PersonFacts | undefined
}

/** A page of the log, and the place to go on from. Shorter than asked for at the end of the log. */
export type LogPage = { readonly contacts: readonly FiledContact[]; readonly place: string }

/** Reads the log while nobody else does. */
export type LogTurn = {
  /**
   * Another whenever a copy has to be made from the beginning: on another server, or because
   * somebody had the index made anew.
   */
  readonly edition: string
  /** From the beginning without a place. A place that this edition never had is the beginning too. */
  after(place: string | undefined, limit: number): Promise<LogPage>
  /** As the log says it. */
  lagSeconds(place: string): Promise<number>
}

/**
 * Filed contacts in the order in which they were last changed, by commits: whoever reads on from a
 * place hears of every change since, and of one that is changed again only once more. Read from the
 * beginning it is all of them. Rejects with `Unavailable` while the database is down.
 */
export type ContactLog = {
  /** The same for all processes of an installation, and no other's. */
  name(): Promise<string>
  /** Runs `work` alone among all processes, for three seconds at most; `busy` while another runs. */
  inTurn<T>(work: (turn: LogTurn) => Promise<T>): Promise<T | 'busy'>
  /**
   * How long ago the first change after a place was made, also one that cannot be read yet because a
   * transaction is open before it: 0 when there is none.
   */
  lagSeconds(place: string): Promise<number>
}
