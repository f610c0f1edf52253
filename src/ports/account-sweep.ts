/** Looks the open leads of the past through for accounts that are new or have changed. */
export type AccountSweep = {
  /**
   * Looks at the next leads, newest first, and has those matched again that share a key with such an
   * account, or belong to it. `done` when nothing is left; `busy` when it is to be called again in a
   * while, because another process does it, or because leads are to be matched or decided first.
   * Stopped at any place it goes on from there, whoever calls it next.
   */
  advance(): Promise<'more' | 'done' | 'busy'>
}
