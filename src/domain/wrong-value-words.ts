import type * as z from 'zod'

/**
 * What is wrong with a value that is of another type than wanted, too small or too large, in words for
 * whoever wrote it; undefined for everything else. The value itself is not said again.
 */
export function wrongValueWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') return ofAnotherType(issue.expected, issue.input)
  if (issue.code === 'too_small') {
    return beyond('least', issue.origin, issue.minimum, issue.inclusive !== false)
  }
  if (issue.code !== 'too_big') return undefined
  return beyond('most', issue.origin, issue.maximum, issue.inclusive !== false)
}

const WANTED: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of fields',
  record: 'a group of fields',
}

function ofAnotherType(expected: string, given: unknown): string | undefined {
  const wanted = WANTED[expected]
  if (wanted === undefined) return undefined
  if (expected === 'int' && typeof given === 'number') return `must be ${wanted}`
  return `must be ${wanted}, and is ${typeInWords(given)}${quotes(expected, given)}`
}

function typeInWords(value: unknown): string {
  if (value === null || value === undefined) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'boolean') return String(value)
  return WANTED[typeof value] ?? 'something else'
}

/** What is most often wrong: quotes that are missing or too many. */
function quotes(expected: string, given: unknown): string {
  if (expected === 'string' && ['number', 'boolean'].includes(typeof given)) {
    return '; write it in quotes'
  }
  if (typeof given !== 'string') return ''
  const isNumber = given.trim() !== '' && Number.isFinite(Number(given))
  const isMeant =
    expected === 'boolean'
      ? ['true', 'false'].includes(given)
      : WITH_DIGITS.has(expected) && isNumber
  return isMeant ? '; write it without quotes' : ''
}

const WITH_DIGITS = new Set(['number', 'int'])

type Limit = 'least' | 'most'

function beyond(
  limit: Limit,
  origin: string,
  bound: number | bigint,
  isInclusive: boolean,
): string | undefined {
  if (origin === 'array' || origin === 'string') return ofSize(limit, origin, Number(bound))
  if (origin !== 'number' && origin !== 'int') return undefined
  if (isInclusive) return `must be at ${limit} ${bound}`
  return `must be ${limit === 'least' ? 'more' : 'less'} than ${bound}`
}

function ofSize(limit: Limit, origin: 'array' | 'string', bound: number): string {
  if (limit === 'least' && bound === 1) return 'must not be empty'
  const [one, many] = origin === 'array' ? ['entry', 'entries'] : ['character', 'characters']
  return `must have at ${limit} ${bound} ${bound === 1 ? one : many}`
}
