import type { Account } from '../account.ts'
import type { AccountId } from '../ids.ts'
import type { LineProblem } from './account-line.ts'
import type { HasKey } from './find-target.ts'
import { listOf } from './list-of.ts'
import { type Above, dropCircles } from './parent-circles.ts'

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
 * leads back to itself, is bad, and so is one whose parent would have come by a bad line. In steps, of
 * which there are a few for every line, however long the chains of parents are; between them whoever
 * runs it may do something else.
 */
export function* settleParents(
  planned: ReadonlyMap<AccountId, Planned>,
  having: HasKey,
  known: Parents,
): Generator<void, Settled> {
  const lines = goodLines(known)
  const bad: Bad[] = []
  for (const [id, one] of planned) {
    const found = parentOf(one, having)
    if (typeof found === 'object') bad.push({ id, ...found })
    else lines.add({ ...one, after: { ...one.after, parentId: found } })
    yield
  }
  // Only now is it known who stands under them.
  yield* lines.lose(bad)

  yield* dropCircles([...lines.good.keys()], lines.above, function* (circle) {
    const dropped = circle.flatMap((id) => inCircle(id, lines.good.get(id)) ?? [])
    return yield* lines.lose(dropped)
  })
  return { good: [...lines.good.values()], problems: lines.problems }
}

type Bad = LineProblem & { readonly id: AccountId }

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

/** Whose parent was there before is not to blame for a circle, and may stay. */
function inCircle(id: AccountId, one: Planned | undefined): Bad | undefined {
  if (typeof one?.parentKey !== 'string') return undefined
  return { id, line: one.line, column: 'parent', reason: 'its parents lead back to itself' }
}

/** The lines that are good so far, and what is wrong with those that are not. */
function goodLines(known: Parents) {
  const good = new Map<AccountId, Planned>()
  const under = new Map<AccountId, Planned[]>()
  const problems: LineProblem[] = []

  /** Those that would have their parent by a line that is bad, and find it nowhere. */
  const orphansOf = (id: AccountId): Bad[] => {
    if (known.has(id)) return []
    const reason = 'its parent is in a line that has a problem'
    return (under.get(id) ?? []).map(({ line, after }) => {
      return { id: after.id, line, column: 'parent', reason }
    })
  }
  const above: Above = (id) => {
    const one = good.get(id)
    return one === undefined ? known.get(id) : one.after.parentId
  }

  return {
    good: good as ReadonlyMap<AccountId, Planned>,
    problems: problems as readonly LineProblem[],
    above,
    add(one: Planned): void {
      const { id, parentId } = one.after
      good.set(id, one)
      if (parentId !== undefined) listOf(under, parentId).push(one)
    },
    /** Takes lines out, and all that were good only by them. Says which were taken out. */
    *lose(bad: readonly Bad[]): Generator<void, AccountId[]> {
      const lost = new Set<AccountId>()
      const left = [...bad]
      // It grows while it is walked through.
      for (const { id, ...problem } of left) {
        yield
        if (lost.has(id)) continue
        lost.add(id)
        good.delete(id)
        problems.push(problem)
        for (const orphan of orphansOf(id)) left.push(orphan)
      }
      return [...lost]
    },
  }
}
