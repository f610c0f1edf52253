/** How far contacts have been filed since the index was last begun anew. */
export type IndexProgress = {
  readonly contacts: number
  readonly startedAt: Date | undefined
  /** Undefined while it is being made: look-ups may lack somebody until then. */
  readonly finishedAt: Date | undefined
}

/** Makes the index of contacts from nothing, while it is used and written to. */
export type IdentityIndexUpkeep = {
  /**
   * Files the next contacts that are not filed yet, or under keys of another version. `busy` while
   * another process does. Stopped at any place it goes on from there, whoever calls it next.
   */
  advance(): Promise<'more' | 'done' | 'busy'>
  progress(): Promise<IndexProgress>
  /** Has every contact filed anew, here and in every copy of the index. What is filed stays until then. */
  beginAnew(): Promise<IndexProgress>
}
