import { isUtf8 } from 'node:buffer'
import type { BodyTree } from '../domain/body-tree.ts'
import { Refused } from '../domain/failure.ts'
import { readJsonText } from '../stages/01-capture/json-text.ts'

/** JSON from outside, as bytes. Refuses with `body-not-utf8`, `body-too-deep` or `body-not-json`. */
export function readJson(bytes: Uint8Array): BodyTree {
  if (!isUtf8(bytes)) throw new Refused('body-not-utf8', 'The body is not UTF-8')
  const read = readJsonText(new TextDecoder().decode(bytes))
  if (read.ok) return read.tree
  if (read.why === 'too-deep') {
    throw new Refused('body-too-deep', 'The body is nested too deep')
  }
  throw new Refused('body-not-json', 'The body is not JSON')
}
