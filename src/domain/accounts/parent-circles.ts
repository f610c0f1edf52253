import type { AccountId } from '../ids.ts'

/** The parent that an account would have as things stand; none for one at the top. */
export type Above = (id: AccountId) => AccountId | undefined

/** Takes the lines of a circle out, with all that depends on them. Says whose parents are others now. */
export type Drop = (circle: readonly AccountId[]) => Generator<void, readonly AccountId[]>

/**
 * Walks up from every account, and has every circle dropped that it comes to, also one that dropping
 * another has made. Which lines are dropped does not depend on where it begins: nobody stands in two
 * circles, so whatever else is dropped leaves a circle as it is. What was walked past and led to a top is
 * not walked past again; after a circle the walk goes on below what has changed.
 */
export function* dropCircles(
  starts: readonly AccountId[],
  above: Above,
  drop: Drop,
): Generator<void, void> {
  const safe = new Set<AccountId>()
  for (const start of starts) {
    const path = walkedPath()
    let at: AccountId | undefined = start
    while (at !== undefined && !safe.has(at)) {
      yield
      const last: AccountId | undefined = path.has(at)
        ? path.cutAt(yield* drop(path.from(at)))
        : path.push(at)
      at = last && above(last)
    }
    for (const id of path.all) safe.add(id)
  }
}

function walkedPath() {
  const all: AccountId[] = []
  const places = new Map<AccountId, number>()
  return {
    all: all as readonly AccountId[],
    has: (id: AccountId) => places.has(id),
    from: (id: AccountId) => all.slice(places.get(id)),
    push(id: AccountId): AccountId {
      places.set(id, all.length)
      all.push(id)
      return id
    },
    /** Forgets what lies above the first of these, and says which that is. */
    cutAt(ids: readonly AccountId[]): AccountId | undefined {
      const first = ids.reduce((least, id) => Math.min(least, places.get(id) ?? least), all.length)
      for (const id of all.splice(first + 1)) places.delete(id)
      return all[first]
    },
  }
}
