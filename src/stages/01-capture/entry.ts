import type { BodyTree } from '../../domain/body-tree.ts'
import { cut } from './clean-text.ts'

/** One named value of a delivery. `label` is the question as the person saw it. */
export type Entry = { readonly name: string; readonly label?: string; readonly value: string }

/** The longest name an answer may have; longer names lose their end. */
const NAME_LENGTH = 200
/** More than any form has. What lies beyond is kept in the delivery alone. */
const MOST_ENTRIES = 5_000

/**
 * All values of a body with the path that leads to them, in their order: `fields[email]=a` and
 * `{ fields: { email: 'a' } }` are both `fields.email`. A list of `{ name, value }` objects, as
 * several form builders send it, is read as that many named values. Blank values are left out.
 */
export function entriesOf(tree: BodyTree): Entry[] {
  return leaves(tree, '').take(MOST_ENTRIES).toArray()
}

function* leaves(tree: BodyTree, path: string): Generator<Entry, undefined, undefined> {
  if (tree === null) return
  if (typeof tree !== 'object') {
    if (String(tree).trim() !== '') yield { name: path, value: String(tree) }
  } else if (isList(tree)) {
    for (const [index, item] of tree.entries()) yield* listItem(item, path, index)
  } else {
    for (const [name, value] of Object.entries(tree)) yield* leaves(value, joined(path, name))
  }
}

function* listItem(item: BodyTree, path: string, index: number) {
  if (item === null || typeof item !== 'object') return yield* leaves(item, path)
  if (!isList(item) && typeof item.name === 'string' && 'value' in item) {
    return yield* leaves(item.value ?? null, joined(path, item.name))
  }
  return yield* leaves(item, joined(path, String(index)))
}

function joined(path: string, name: string): string {
  const plain = cut(name, NAME_LENGTH).replace(/\[([^[\]]*)\]/g, (_, inner: string) =>
    inner === '' ? '' : `.${inner}`,
  )
  return cut(path === '' ? plain : `${path}.${plain}`, NAME_LENGTH)
}

function isList(tree: BodyTree): tree is readonly BodyTree[] {
  return Array.isArray(tree)
}
