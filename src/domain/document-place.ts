import { type Document, isMap, isNode, isScalar, isSeq, type LineCounter, type Scalar } from 'yaml'
import type { Path } from './document-references.ts'

/** A place in a file; both count from 1. The column is left out where it would be a guess. */
export type Place = { readonly line: number; readonly column?: number }

/**
 * Where the value at a path stands, or the nearest thing around it that exists. `within` is a
 * place inside that value's text, and is followed into the lines the text was written on.
 */
export function placeIn(
  document: Document,
  lines: LineCounter,
  path: Path,
  within?: { readonly line: number; readonly column: number },
): Place {
  const node = nearest(document.contents, path)
  if (!isNode(node) || !node.range) return { line: 1 }
  const start = node.range[0]
  if (within !== undefined && isScalar(node) && typeof node.value === 'string') {
    return insideText(node, node.value, lines, start, within)
  }
  const { line, col } = lines.linePos(start)
  return { line, column: col }
}

function nearest(node: unknown, [step, ...rest]: Path): unknown {
  if (step === undefined) return node
  if (isSeq(node) && typeof step === 'number') {
    const item = node.items[step]
    return isNode(item) ? nearest(item, rest) : node
  }
  if (!isMap(node)) return node
  const pair = node.items.find(({ key }) => isScalar(key) && key.value === step)
  if (pair === undefined) return node
  // The key of a map or list is where people look; a bare value stands beside its key.
  if (rest.length === 0 && !isScalar(pair.value)) return pair.key
  return nearest(pair.value, rest)
}

type Within = { readonly line: number; readonly column: number }

function insideText(
  { type, source, srcToken }: Scalar,
  text: string,
  lines: LineCounter,
  start: number,
  within: Within,
): Place {
  const first = lines.linePos(start)
  if (type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED') {
    const body = srcToken?.type === 'block-scalar' ? srcToken.source : (source ?? '')
    return inBlock(body, first.line, offsetIn(text, within))
  }
  if (text.includes('\n') || source !== text) return { line: first.line }
  const quote = type === 'PLAIN' ? 0 : 1
  return { line: first.line, column: first.col + quote + within.column - 1 }
}

const offsetIn = (text: string, { line, column }: Within) =>
  text.split('\n', line - 1).reduce((sum, before) => sum + before.length + 1, 0) + column - 1

/** Each line of a block, folded or not, is its own length and one character in the text. */
function inBlock(body: string, header: number, offset: number): Place {
  const written = body.split('\n')
  const indent = /^ */.exec(written[0] ?? '')?.[0].length ?? 0
  let left = offset
  for (const [index, line] of written.entries()) {
    const length = line.length - indent
    if (left <= length) return { line: header + 1 + index, column: indent + left + 1 }
    left -= length + 1
  }
  return { line: header }
}
