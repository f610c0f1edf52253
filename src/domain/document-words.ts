import type * as z from 'zod'
import { instead } from './closest-name.ts'

/**
 * What is wrong with a document, where its schema has no words of its own for that, with what was most
 * likely meant. Of keys that are not known: one line for each, in their order.
 */
export const documentWords: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue.keys, keysOf(issue.inst))
  if (isMissing(issue)) return `\`${String(issue.path?.at(-1))}\` is missing`
  if (issue.code === 'invalid_value') return noneOf(issue.values, issue.input)
  if (issue.code === 'invalid_key') return issue.issues[0]?.message
  if (issue.code !== 'invalid_union') return undefined
  const { discriminator, options, input } = issue
  if (discriminator === undefined || !Array.isArray(options)) return 'cannot be read'
  return noneOf(options, kindIn(input, discriminator))
}

const unknownKeys = (keys: readonly string[], known: readonly string[]) =>
  keys.map((key) => notKnown(key, known)).join('\n')

/** In one line, whatever stands in the name. */
const notKnown = (name: string, known: readonly string[]) =>
  `\`${name.replace(/\s+/g, ' ')}\` is not known here${instead(name, known)}`

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
    : notKnown(String(given), known)
}
