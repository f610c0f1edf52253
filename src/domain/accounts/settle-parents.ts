import type { Account } from '../account.ts'
import type { AccountId } from '../ids.ts'
import type { LineProblem } from './account-line.ts'
import type { HasKey } from './find-target.ts'

/** What a line makes of an account, before its parent is looked for. */
export type Planned = {
  readonly line: number
  /** Undefined for a new one. */
  readonly before: Account | undefined
  readonly after: Account
  /** The key of its parent; null for none, undefined for the one it has. */
  readonly parentKey: string | null | undefined
}

type Settled = { readonly good: readonly Planned[]; readonly problems: readonly LineProblem[] }
type Parents = ReadonlyMap<AccountId, AccountId | undefined>

/**
 * Finds the parents that lines name, in the file or in the book. A line whose parent is not there, or
 * leads back to itself, is bad, and so is one whose parent would have come by a bad line.
 */
export function settleParents(
  planned: ReadonlyMap<AccountId, Planned>,
  having: HasKey,
  known: Parents,
): Settled {
  const problems: LineProblem[] = []
  const good = new Map<AccountId, Planned>()
  for (const [id, one] of planned) {
    const found = parentOf(one, having)
    if (typeof found === 'object') problems.push(found)
    else good.set(id, { ...one, after: { ...one.after, parentId: found } })
  }
  for (let bad = badLines(good, known); bad.length > 0; bad = badLines(good, known)) {
    for (const { id, ...problem } of bad) {
      good.delete(id)
      problems.push(problem)
    }
  }
  return { good: [...good.values()], problems }
}

function parentOf({ line, after, parentKey }: Planned, having: HasKey) {
  if (parentKey === null) return undefined
  if (parentKey === undefined) return after.parentId
  const problem = (reason: string): LineProblem => ({ line, column: 'parent', reason })
  const [found, ...others] = having(parentKey)
  if (found === undefined) return problem('there is no such account, here or in the file')
  if (found === after.id) return problem('no company is its own parent')
  if (others.length === 0) return found
  return problem('several accounts have this domain; give the external id of one')
}

type Bad = LineProblem & { readonly id: AccountId }

/** Those whose parent is neither in the book nor comes by a good line, and those in a circle. */
function badLines(good: ReadonlyMap<AccountId, Planned>, known: Parents): Bad[] {
  const above = (id: AccountId) => {
    const one = good.get(id)
    return one === undefined ? known.get(id) : one.after.parentId
  }
  const orphans = [...good.values()].filter(({ after: { parentId } }) => {
    return parentId !== undefined && !good.has(parentId) && !known.has(parentId)
  })
  if (orphans.length > 0) {
    return orphans.map((one) => problemOf(one, 'its parent is in a line that has a problem'))
  }
  return idsInCircles([...good.keys()], above).flatMap((id) => {
    const one = good.get(id)
    // Whose parent was there before is not to blame, and may stay.
    if (typeof one?.parentKey !== 'string') return []
    return problemOf(one, 'its parents lead back to itself')
  })
}

const problemOf = ({ line, after: { id } }: Planned, reason: string): Bad => {
  return { id, line, column: 'parent', reason }
}

/** Each id is walked past once, however deep the trees are. */
function idsInCircles(
  ids: readonly AccountId[],
  above: (id: AccountId) => AccountId | undefined,
): AccountId[] {
  const done = new Set<AccountId>()
  return ids.flatMap((start) => {
    const path = new Set<AccountId>()
    let at: AccountId | undefined = start
    while (at !== undefined && !done.has(at) && !path.has(at)) {
      path.add(at)
      at = above(at)
    }
    for (const id of path) done.add(id)
    if (at === undefined || !path.has(at)) return []
    const walked = [...path]
    return walked.slice(walked.indexOf(at))
  })
}
