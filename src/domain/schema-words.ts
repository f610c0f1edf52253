import * as z from 'zod'
import { instead } from './closest-name.ts'
import { wrongValueWords } from './wrong-value-words.ts'

/** One thing that is wrong with what was given, and where. */
export type SchemaProblem = {
  readonly path: readonly (string | number)[]
  readonly reason: string
  readonly issue: z.core.$ZodIssue
}

/** Reads a value by a schema, or says all that is wrong with it in words for whoever wrote it. */
export function readBySchema<T>(schema: z.core.$ZodType<T>, value: unknown): BySchema<T> {
  const { data, error } = z.core.safeParse(schema, value, { error: schemaWords })
  if (error === undefined) return { ok: true, data: data as T }
  return { ok: false, problems: error.issues.flatMap(problemsOf) }
}

type BySchema<T> =
  | { readonly ok: true; readonly data: T }
  | { readonly ok: false; readonly problems: readonly SchemaProblem[] }

/** Of keys that are not known one for each, at its place. */
function problemsOf(issue: z.core.$ZodIssue): readonly SchemaProblem[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)))
  if (issue.code !== 'unrecognized_keys') {
    return [{ path, reason: issue.message.replace(/^Invalid (input|option): /, ''), issue }]
  }
  const reasons = issue.message.split('\n')
  return issue.keys.map((key, index) => {
    return { path: [...path, key], reason: reasons[index] ?? issue.message, issue }
  })
}

/**
 * What is wrong, where the schema has no words of its own for that, with what was most likely meant. Of keys
 * that are not known: one line for each, in their order.
 */
const schemaWords: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue.keys, keysOf(issue.inst))
  if (isMissing(issue)) return `\`${String(issue.path?.at(-1))}\` is missing`
  if (Number.isNaN(issue.input)) return 'is no number'
  if (issue.code === 'invalid_value') return noneOf(issue.values, issue.input)
  if (issue.code === 'invalid_key') return issue.issues[0]?.message
  if (issue.code !== 'invalid_union') return wrongValueWords(issue)
  const { discriminator, options, input } = issue
  if (discriminator === undefined || !Array.isArray(options)) return 'cannot be read'
  return noneOf(options, kindIn(input, discriminator))
}

const unknownKeys = (keys: readonly string[], known: readonly string[]) =>
  keys.map((key) => notKnown(key, known)).join('\n')

/** Values are fixed and few, so more of them are listed than of names that somebody gave. */
const MOST_VALUES = 40

/** So many letters of a name are said again. */
const MOST_LETTERS = 60

/** In one short line, whatever stands in the name. */
const notKnown = (name: string, known: readonly string[], mostListed?: number) =>
  `\`${shortened(name.replace(/\s+/g, ' '))}\` is not known here${instead(name, known, mostListed)}`

const shortened = (name: string) =>
  name.length <= MOST_LETTERS ? name : `${name.slice(0, MOST_LETTERS - 1)}…`

/** The keys of the schema that knows no others: that of an object. */
function keysOf(schema: unknown): readonly string[] {
  const { shape } = schema as { readonly shape?: object }
  return Object.keys(shape ?? {})
}

/** A kind that is not there is missing as well, though its schema was given the whole object. */
function isMissing(issue: z.core.$ZodRawIssue): boolean {
  if (issue.code === 'invalid_union' && issue.discriminator !== undefined) {
    return kindIn(issue.input, issue.discriminator) === undefined
  }
  return issue.input === undefined && issue.path !== undefined && issue.path.length > 0
}

const kindIn = (value: unknown, key: string): unknown =>
  (value as Readonly<Record<string, unknown>>)[key]

function noneOf(values: readonly unknown[], given: unknown): string {
  const known = values.map(String)
  return typeof given === 'object'
    ? `must be one of ${known.join(', ')}`
    : notKnown(String(given), known, MOST_VALUES)
}
