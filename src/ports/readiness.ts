/** Says whether the product as a whole can do its work now. */
export type Readiness = {
  /**
   * Looks at the database and at the processes that are alive. Resolves in any case: what is
   * wrong stands in `problems`, in plain words without personal data.
   */
  check(): Promise<{ readonly ready: boolean; readonly problems: readonly string[] }>
}
