/** A text with facts to be put in, as it was read. */
export type Template = readonly Part[]

type Part =
  | { readonly kind: 'letters'; readonly text: string }
  | { readonly kind: 'fact'; readonly name: string; readonly column: number }
  | { readonly kind: 'optional'; readonly parts: Template }

/** What a text says, or what is wrong with it and where, counted from 1. */
export type ReadTemplate =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly reason: string; readonly column: number }

/** The facts of one text, by name, as they are to be shown; one that is not known is absent. */
export type ShownFacts = Readonly<Record<string, string | undefined>>

/** What stands in brackets is one token, and is read by itself. */
const TOKENS = /\[(?:\\.|[^[\]\\])*\]|\\[\\{}[\]]|\{[^{}]*\}|[[\]{}]|[^\\{}[\]]+|\\/gs

/**
 * Reads a text such as `New lead: {who}[ ({tier}, {score})]`. A name in braces is a fact; what stands in
 * brackets is left out when one of its facts is not known. `\{`, `\[` and `\\` are the signs themselves.
 */
export const readTemplate = (text: string): ReadTemplate => readFrom(text, 1)

function readFrom(text: string, start: number): ReadTemplate {
  const parts: Part[] = []
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    const read = partOf(token, start + index)
    if ('reason' in read) return { ok: false, ...read }
    parts.push(read)
  }
  return { ok: true, template: parts }
}

type Problem = { readonly reason: string; readonly column: number }

function partOf(token: string, column: number): Part | Problem {
  const lost = token.length === 1 ? LOST[token] : undefined
  if (lost !== undefined) return { reason: lost, column }
  if (token.startsWith('[')) {
    const inner = readFrom(token.slice(1, -1), column + 1)
    return inner.ok ? { kind: 'optional', parts: inner.template } : inner
  }
  if (token.startsWith('{')) {
    const name = token.slice(1, -1).trim()
    return name === '' ? { reason: NAMELESS, column } : { kind: 'fact', name, column }
  }
  return { kind: 'letters', text: /^\\./.test(token) ? token.slice(1) : token }
}

const NAMELESS = 'there is no name in these braces'
const LOST: Readonly<Record<string, string>> = {
  '[': 'is not closed, or stands within brackets; write `\\[` for the sign itself',
  ']': 'closes no bracket; write `\\]` for the sign itself',
  '{': 'the `{` is not closed; write `\\{` for the sign itself',
  '}': 'closes no brace; write `\\}` for the sign itself',
}

/** The text with its facts put in; undefined when one that does not stand in brackets is not known. */
export function filledTemplate(template: Template, facts: ShownFacts): string | undefined {
  let text = ''
  for (const part of template) {
    const filled = filledPart(part, facts)
    if (filled === undefined) return undefined
    text += filled
  }
  return text
}

function filledPart(part: Part, facts: ShownFacts): string | undefined {
  if (part.kind === 'letters') return part.text
  if (part.kind === 'optional') return filledTemplate(part.parts, facts) ?? ''
  return (Object.hasOwn(facts, part.name) && facts[part.name]) || undefined
}

/** Every fact that a text asks for, with its place. */
export const factsIn = (template: Template): readonly (Part & { readonly kind: 'fact' })[] =>
  template.flatMap((part) => {
    if (part.kind === 'fact') return [part]
    return part.kind === 'optional' ? factsIn(part.parts) : []
  })
