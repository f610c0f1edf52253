import type { Candidates, IdentityIndex } from '../ports/identity-index.ts'
import type { Metrics } from '../ports/metrics.ts'

/** Who answered a look-up. */
type Store = 'postgres' | 'redis'

/** An index that times its look-ups, and counts what they find. */
export function measuredIdentityIndex(
  index: IdentityIndex,
  store: Store,
  metrics: Metrics,
): IdentityIndex {
  return {
    async candidates(facts) {
      const startedMs = performance.now()
      const candidates = await index.candidates(facts)
      measureLookUp(metrics, store, candidates, performance.now() - startedMs)
      return candidates
    },
  }
}

/** Takes the measures of one look-up. */
export function measureLookUp(
  metrics: Metrics,
  store: Store,
  { found, cappedKeys }: Candidates,
  ms: number,
): void {
  metrics.observe('stl_identity_index_seconds', { store }, ms / 1_000)
  metrics.observe('stl_identity_index_candidates', {}, found.length)
  for (const kind of cappedKeys) {
    metrics.count('stl_identity_index_capped_keys_total', { kind })
  }
}
