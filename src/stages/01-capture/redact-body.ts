import type { BodyTree } from '../../domain/body-tree.ts'

/** Stands where something was erased. */
export const ERASED = '[erased]'

/**
 * A body in which nothing is left that only the parts to go said: every value of theirs that no
 * other part has is replaced. What several said, such as a campaign, stays, as does the shape.
 */
export function redactBody(
  body: BodyTree,
  going: readonly BodyTree[],
  staying: readonly BodyTree[],
): BodyTree {
  const gone = new Set(scalarsIn(going))
  for (const value of scalarsIn(staying)) gone.delete(value)
  return without(body, gone)
}

function scalarsIn(tree: BodyTree): string[] {
  if (tree === null) return []
  return typeof tree === 'object' ? Object.values(tree).flatMap(scalarsIn) : [String(tree).trim()]
}

function without(tree: BodyTree, gone: ReadonlySet<string>): BodyTree {
  if (tree === null) return null
  if (typeof tree !== 'object') return gone.has(String(tree).trim()) ? ERASED : tree
  if (Array.isArray(tree)) return tree.map((item: BodyTree) => without(item, gone))
  return Object.fromEntries(Object.entries(tree).map(([name, it]) => [name, without(it, gone)]))
}
