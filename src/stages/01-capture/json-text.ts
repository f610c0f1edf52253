import { isSafeNumber, parse } from 'lossless-json'
import type { BodyTree } from '../../domain/body-tree.ts'
import { cleanText } from './clean-text.ts'

/** Deeper than any form; the parser recurses, and some 10,000 levels would exhaust its stack. */
const DEEPEST = 64

/** What a text of JSON says, or why it says nothing. */
export type JsonText =
  | { readonly ok: true; readonly tree: BodyTree }
  | { readonly ok: false; readonly why: 'too-deep' | 'not-json' }

/**
 * JSON from outside. Numbers that do not fit a double, such as the ids of advertisers, become
 * text; strings lose what the database refuses; of a name given twice the last value counts.
 */
export function readJsonText(text: string): JsonText {
  if (isDeeperThan(DEEPEST, text)) return { ok: false, why: 'too-deep' }
  try {
    return { ok: true, tree: cleaned(parsed(text)) }
  } catch {
    // The parser's message quotes the body, which may be personal, so it is not passed on.
    return { ok: false, why: 'not-json' }
  }
}

function parsed(text: string): unknown {
  return parse(text, null, {
    parseNumber: (digits) => (isSafeNumber(digits) ? Number(digits) : digits),
    onDuplicateKey: ({ newValue }) => newValue,
  })
}

/**
 * Looks at brackets outside of strings, which is all that decides the depth. One pass over the
 * characters: a regular expression would go back over an unclosed string again and again.
 */
function isDeeperThan(limit: number, text: string): boolean {
  let depth = 0
  for (let at = 0; at < text.length && depth <= limit; at += 1) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at)
    else depth += DEPTH_CHANGE.get(code) ?? 0
  }
  return depth > limit
}

const QUOTE = '"'.charCodeAt(0)
const BACKSLASH = '\\'.charCodeAt(0)
const DEPTH_CHANGE = new Map([
  ['['.charCodeAt(0), 1],
  ['{'.charCodeAt(0), 1],
  [']'.charCodeAt(0), -1],
  ['}'.charCodeAt(0), -1],
])

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text.charCodeAt(at) !== QUOTE) {
    at += text.charCodeAt(at) === BACKSLASH ? 2 : 1
  }
  return at
}

function cleaned(value: unknown): BodyTree {
  if (typeof value === 'string') return cleanText(value)
  if (typeof value === 'number' || typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.map(cleaned)
  if (typeof value !== 'object' || value === null) return null
  // `fromEntries` defines own properties, so that a name like `__proto__` is a name like others.
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [cleanText(name), cleaned(inner)]),
  )
}
