import type { BodyTree } from '../../domain/body-tree.ts'
import { Refused } from '../../domain/failure.ts'
import type { Item } from './source-kind.ts'

/** What is in a body that should be an object and is a list, a text or a number. */
export function notAnObject(content: BodyTree): readonly Item[] {
  const because = new Refused('body-not-an-object', 'The body names no fields')
  return [{ kind: 'unreadable', content, because }]
}
