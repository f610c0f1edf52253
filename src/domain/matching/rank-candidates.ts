/** Those of a key that are looked at: of a key that more share, the newest. */
export const MOST_PER_KEY = 100

/** What was found under one key: the newest contacts, one more than `MOST_PER_KEY` if there are. */
export type Bucket<Id> = { readonly kind: string; readonly contactIds: readonly Id[] }

export type Ranked<Id> = {
  readonly contactIds: readonly Id[]
  readonly cappedKeys: readonly string[]
}

/**
 * The contacts that share the rarest keys, and the most of them: each key counts for one divided by
 * how many share it. The newest of equals come first. At most so many. Ids are texts that sort as the
 * ids of contacts do.
 */
export function rankCandidates<Id extends string>(
  buckets: readonly Bucket<Id>[],
  most: number,
): Ranked<Id> {
  const weights = new Map<Id, number>()
  for (const { contactIds } of buckets) {
    for (const id of contactIds.slice(0, MOST_PER_KEY)) {
      weights.set(id, (weights.get(id) ?? 0) + 1 / contactIds.length)
    }
  }
  const ranked = [...weights].sort(([a, one], [b, other]) => other - one || (a < b ? 1 : -1))
  const capped = buckets.filter(({ contactIds }) => contactIds.length > MOST_PER_KEY)
  return {
    contactIds: ranked.slice(0, most).map(([id]) => id),
    cappedKeys: [...new Set(capped.map(({ kind }) => kind))].sort(),
  }
}
