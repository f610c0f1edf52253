import type { InUse } from '../domain/left-behind.ts'

/** Counts what refers to names of the documents from outside of them. */
export type NameUses = {
  /** Of these reps what they have and own, of these sources the deliveries since `since`. */
  count(
    names: { readonly reps: readonly string[]; readonly sources: readonly string[] },
    since: Date,
  ): Promise<InUse>
}
