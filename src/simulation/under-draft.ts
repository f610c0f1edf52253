import type { Configuration } from '../domain/documents/documents.ts'
import type { Draft } from '../domain/simulation/draft.ts'
import type { Lookups } from '../domain/simulation/lookups.ts'

/** The documents of each moment with those of the draft in their place. */
export function underDraft(lookups: Lookups, draft: Draft): Lookups {
  const known = new Map<number, Configuration>()
  return {
    ...lookups,
    configuration(revision) {
      const made = known.get(revision)
      if (made !== undefined) return made
      const { documents } = lookups.configuration(revision)
      const drafted = { revision, documents: { ...documents, ...draft } }
      known.set(revision, drafted)
      return drafted
    },
  }
}
