/** What a request body says, whatever it was written in: JSON, a form, or a form with files. */
export type BodyTree = string | number | boolean | null | readonly BodyTree[] | BodyObject
export type BodyObject = { readonly [name: string]: BodyTree }

/** The body as an object, or undefined when it is a list, a text or a number. */
export function asObject(tree: BodyTree): BodyObject | undefined {
  return isObject(tree) ? tree : undefined
}

/** What stands at the end of a path of own names; null when there is nothing. */
export function nodeAt(tree: BodyTree, ...path: readonly string[]): BodyTree {
  return path.reduce<BodyTree>(
    (node, name) => (isObject(node) && Object.hasOwn(node, name) ? (node[name] ?? null) : null),
    tree,
  )
}

/** The items of a list; anything else is a list of itself, and nothing is none. */
export function listOf(tree: BodyTree): readonly BodyTree[] {
  if (tree === null) return []
  return isList(tree) ? tree : [tree]
}

/** The own value of that name as text; undefined when it is absent, blank or not a scalar. */
export function textAt(tree: BodyTree, name: string): string | undefined {
  return scalarText(nodeAt(tree, name))
}

/** A text, number or truth value as trimmed text; undefined for anything else and for blanks. */
export function scalarText(value: BodyTree): string | undefined {
  if (value === null || typeof value === 'object') return undefined
  const text = String(value).trim()
  return text === '' ? undefined : text
}

/** The own value of that name when it is an object, undefined otherwise. */
export function optionalObjectAt(tree: BodyTree | undefined, name: string): BodyObject | undefined {
  return asObject(nodeAt(tree ?? null, name))
}

/** The own value of that name as an object; an empty one when it is anything else. */
export function objectAt(tree: BodyTree, name: string): BodyObject {
  return asObject(nodeAt(tree, name)) ?? {}
}

/** The own value of that name as a list: a single value is a list of one, an absent one empty. */
export function listAt(tree: BodyTree | undefined, name: string): readonly BodyTree[] {
  return listOf(nodeAt(tree ?? null, name))
}

const isList = (tree: BodyTree): tree is readonly BodyTree[] => Array.isArray(tree)

function isObject(tree: BodyTree): tree is BodyObject {
  return typeof tree === 'object' && tree !== null && !Array.isArray(tree)
}
