import type { BodyTree } from '../domain/body-tree.ts'
import { cleanText } from '../stages/01-capture/clean-text.ts'

/** More than any form has; reading hundreds of thousands would hold up everybody else. */
const MOST_VALUES = 10_000

/** Named values as one object; a name that occurs several times holds a list. */
export function namedValues(values: Iterable<readonly [string, string]>): BodyTree {
  const byName = new Map<string, string[]>()
  for (const [name, value] of Iterator.from(values).take(MOST_VALUES)) {
    const key = cleanText(name)
    const list = byName.get(key)
    if (list === undefined) byName.set(key, [cleanText(value)])
    else list.push(cleanText(value))
  }
  return Object.fromEntries(
    [...byName].map(([name, list]) => [name, list.length === 1 ? (list[0] ?? '') : list]),
  )
}
