import type { BodyObject, BodyTree } from '../../domain/body-tree.ts'
import type { Source } from '../../domain/documents/sources.ts'
import type { PlacedEntry } from './assemble-form.ts'
import { entriesOf } from './entry.ts'
import { targetFinder } from './field-names.ts'
import type { Target } from './targets.ts'

/** The values of an object, under the source's own names for fields and those forms commonly use. */
export function placedFields(tree: BodyTree | undefined, { fieldMap }: Source): PlacedEntry[] {
  const targetOf = targetFinder(fieldMap)
  return entriesOf(tree ?? null).map((entry) => ({ ...entry, target: targetOf(entry.name) }))
}

/** The values of an object under the names of one vendor; what has no field becomes an answer. */
export function placedBy(
  body: BodyObject,
  targets: Readonly<Record<string, Target>>,
): PlacedEntry[] {
  const targetOf = (name: string) => (Object.hasOwn(targets, name) ? targets[name] : undefined)
  return entriesOf(body).map((entry) => ({ ...entry, target: targetOf(entry.name) }))
}

/** One value for a field of ours; nothing when there is none. */
export function placedValue(target: Target, value: string | undefined): PlacedEntry[] {
  return value === undefined ? [] : [{ name: target, value, target }]
}
