/** A copy of the index of contacts, kept where look-ups are faster. */
export type IndexCopy = {
  /**
   * Takes over the next changes; from the beginning where the copy is gone, or of another edition.
   * `busy` while another process does. Rejects with `Unavailable` when either side is away.
   */
  follow(): Promise<'more' | 'done' | 'busy'>
  /** How far it is behind; undefined while it is being made. */
  lagSeconds(): Promise<number | undefined>
  close(): void
}
