import { type ASTNode, type TypeError as CelTypeError, ParseError } from '@marcbachmann/cel-js'
import { closestName } from './closest-name.ts'
import { environment } from './condition-environment.ts'
import { CONDITION_FIELDS, SEGMENTS } from './condition-fields.ts'
import { boundNames, everyPart, isGroup, type Read, readsOf } from './condition-reads.ts'
import { mismatchedTypes } from './mismatched-types.ts'
import { misread } from './misread-condition.ts'
import { placeInText } from './place-in-text.ts'
import { typesInWords } from './types-in-words.ts'

/** What is wrong with a condition, and where in its text; lines and columns count from 1. */
export type ConditionProblem = {
  readonly message: string
  readonly line?: number
  readonly column?: number
}

/** The first thing wrong with a condition, or undefined for one that can be used. */
export function problemIn(text: string): ConditionProblem | undefined {
  const parsed = parse(text)
  if (!('op' in parsed)) return parsed
  return unknownName(parsed, text) ?? unusable(parsed, text) ?? wrongType(text)
}

function parse(text: string): ASTNode | ConditionProblem {
  try {
    return environment.parse(text).ast
  } catch (error) {
    if (!(error instanceof ParseError)) throw error
    const problem = problemOf(error, text)
    const start = error.range?.start
    const message = start === undefined ? undefined : misread(text, start)
    return message === undefined ? problem : { ...problem, message }
  }
}

/** Looked for before the types, because the library accepts any field inside `has()`. */
function unknownName(root: ASTNode, text: string): ConditionProblem | undefined {
  const bound = new Set(boundNames(root))
  for (const part of everyPart(root)) {
    const { op } = part
    if (op !== 'id' || isGroup(part.args) || bound.has(part.args)) continue
    if (environment.hasVariable(part.args)) continue
    return { message: noField(part.args), ...placeInText(text, part.start) }
  }
  const unknown = readsOf(root).find((read) => !isField(read))
  return unknown && { message: noField(unknown.path), ...placeInText(text, unknown.node.start) }
}

/** Which segments there are says the document in which the condition stands. */
const isField = ({ group, field }: Read) =>
  group === SEGMENTS || Object.hasOwn(CONDITION_FIELDS[group], field)

function noField(name: string): string {
  const paths = Object.entries(CONDITION_FIELDS).flatMap(([group, fields]) =>
    Object.keys(fields).map((field) => `${group}.${field}`),
  )
  const meant =
    paths.find((path) => path.endsWith(`.${name}`)) ??
    closestName(name, name.includes('.') ? paths : Object.keys(CONDITION_FIELDS))
  if (meant !== undefined) return `there is no field \`${name}\`; did you mean \`${meant}\`?`
  const quoted = name.includes('.') ? '' : `; a text stands in quotes: \`"${name}"\``
  return `there is no field \`${name}\`${quoted}`
}

/** Valid CEL that would take the check of fields and types away, or cannot ever work. */
function unusable(root: ASTNode, text: string): ConditionProblem | undefined {
  for (const name of boundNames(root)) {
    if (isGroup(name)) return { message: `\`${name}\` is taken; call the element something else` }
  }
  for (const part of everyPart(root)) {
    const message = whyUnusable(part)
    if (message !== undefined) return { message, ...placeInText(text, part.start) }
  }
  return unnamedSegment(root, text)
}

/** All segments at once, as in `segments.exists(...)`: nobody could say what that asks for. */
function unnamedSegment(root: ASTNode, text: string): ConditionProblem | undefined {
  const named = new Set(readsOf(root).map(({ node }) => node))
  const owners = everyPart(root).filter((part) => named.has(part))
  const owned = new Set(owners.flatMap(({ args }) => (Array.isArray(args) ? args : [])))
  const bare = everyPart(root).find(
    (part) => part.op === 'id' && part.args === SEGMENTS && !owned.has(part),
  )
  return (
    bare && { message: `name the segment: \`${SEGMENTS}.name\``, ...placeInText(text, bare.start) }
  )
}

function whyUnusable(part: ASTNode): string | undefined {
  switch (part.op) {
    case 'call':
      return part.args[0] === 'dyn' ? 'dyn() hides mistakes; leave it out' : undefined
    case '[]':
      return computedField(part.args[0], part.args[1])
    case 'rcall':
      return part.args[0] === 'matches' ? badPattern(part.args[2][0]) : undefined
    default:
      return undefined
  }
}

function computedField(owner: ASTNode, index: ASTNode): string | undefined {
  if (owner.op !== 'id' || !isGroup(owner.args) || textOf(index) !== undefined) return undefined
  return `name the field: \`${owner.args}.field\``
}

function badPattern(argument: ASTNode | undefined): string | undefined {
  const pattern = argument && textOf(argument)
  if (pattern === undefined) return undefined
  try {
    new RegExp(pattern)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : 'not a regular expression'
  }
}

const textOf = (part: ASTNode) =>
  part.op === 'value' && typeof part.args === 'string' ? part.args : undefined

function wrongType(text: string): ConditionProblem | undefined {
  const { valid, type, error } = environment.check(text)
  if (!valid) {
    if (error === undefined) throw new Error('The check of a condition failed without an error')
    return problemOf(error, text)
  }
  if (type === 'bool') return undefined
  return { message: `a condition must be true or false; this one is ${typesInWords(`${type}`)}` }
}

function problemOf(error: ParseError | CelTypeError, text: string): ConditionProblem {
  const start = error.range?.start
  const message = mismatchedTypes(error.summary, error.node, text) ?? plain(error.summary)
  return { message, ...(start === undefined ? {} : placeInText(text, start)) }
}

const PLAIN_SUMMARIES: Readonly<Record<string, string>> = {
  'Unexpected token: EOF': 'the condition ends too early',
  'Expected RPAREN, got EOF': 'a `(` is not closed',
  'Expected RBRACKET, got EOF': 'a `[` is not closed',
  'has() invalid argument': 'has() takes a field, as in `has(lead.answers.budget)`',
}

/** The library's summary in the words of whoever writes rules. */
const plain = (summary: string): string =>
  typesInWords(
    PLAIN_SUMMARIES[summary] ?? summary.replace('found no matching overload for', 'there is no'),
  )
