import { isDeepStrictEqual } from 'node:util'
import { stringify } from 'yaml'
import type { Written } from './document-references.ts'
import { DOCUMENT_KINDS } from './documents/documents.ts'
import { movedIn } from './moved-in.ts'

/** One difference between two sets of documents. */
export type Change = {
  /** Which document. */
  readonly document: string
  /** What it is about, from the outside in: `rule dach`, or `pool emea` and `member jonas`. */
  readonly things: readonly string[]
  /** The setting of that thing, as `when`; empty for the thing itself. */
  readonly field: string
  readonly kind: 'added' | 'removed' | 'changed' | 'moved'
  /** What stood there, and what stands there; absent where there was nothing. */
  readonly before?: unknown
  readonly after?: unknown
  /** The same for people: `pool emea, member jonas: weight 2 -> 1`. */
  readonly text: string
}

/**
 * What is different between two sets of documents as people write them, thing by thing: rules,
 * reps, pools and whatever else has an id are compared with their namesakes, wherever they stand.
 * The order of things is a difference only among rules, where the first that matches decides.
 */
export function changesBetween(before: Written, after: Written): readonly Change[] {
  return DOCUMENT_KINDS.flatMap((document) =>
    compared(before[document], after[document], { document, things: [], fields: [] }),
  )
}

type Place = {
  readonly document: string
  readonly things: readonly string[]
  readonly fields: readonly string[]
}

function compared(before: unknown, after: unknown, place: Place): readonly Change[] {
  if (isDeepStrictEqual(before, after)) return []
  const [was, is] = [byName(before ?? []), byName(after ?? [])]
  if (was !== undefined && is !== undefined) return thingsOf(was, is, place)
  if (before === undefined) return [change(place, 'added', { after })]
  if (after === undefined) return [change(place, 'removed', { before })]
  if (isObject(before) && isObject(after)) return fieldsOf(before, after, place)
  return [change(place, 'changed', { before, after })]
}

function fieldsOf(before: Written, after: Written, place: Place): readonly Change[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].flatMap((name) =>
    compared(before[name], after[name], { ...place, fields: [...place.fields, name] }),
  )
}

type Things = ReadonlyMap<string, unknown>

function thingsOf(was: Things, is: Things, place: Place): readonly Change[] {
  const { document, things, fields } = place
  const list = fields.at(-1) ?? ''
  const placeOf = (name: string) => ({
    document,
    things: [...things, `${ONE[list] ?? list.replace(/s$/, '')} ${name}`],
    fields: [],
  })
  const names = new Set([...was.keys(), ...is.keys()])
  const different = [...names].flatMap((name) =>
    compared(was.get(name), is.get(name), placeOf(name)),
  )
  if (list !== 'rules') return different
  const moved = movedIn([...was.keys()], [...is.keys()]).map(({ name, from, to }) =>
    change(placeOf(name), 'moved', { before: from, after: to }),
  )
  return [...different, ...moved]
}

/** What one of a list is called. */
const ONE: Readonly<Record<string, string>> = {
  policies: 'policy',
  holidayCalendars: 'holiday calendar',
  fit: 'fit rule',
  interest: 'interest rule',
  expect: 'test',
}

/** A list of things that have names, by name; undefined for any other list. */
function byName(value: unknown): Things | undefined {
  if (!Array.isArray(value)) return undefined
  const named = value.map((one) => [nameOf(one), one] as const)
  const names = new Set(named.map(([name]) => name))
  if (names.has(undefined) || names.size < named.length) return undefined
  return new Map(named as readonly (readonly [string, unknown])[])
}

function nameOf(value: unknown): string | undefined {
  if (!isObject(value)) return undefined
  const name = value.id ?? value.key ?? value.repId ?? value.name
  return typeof name === 'string' ? name : undefined
}

const isObject = (value: unknown): value is Written =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

type Values = Pick<Change, 'before' | 'after'>

function change({ document, things, fields }: Place, kind: Change['kind'], values: Values): Change {
  const field = fields.join('.')
  const about = things.length === 0 ? document : things.join(', ')
  const text = `${about}: ${wordsOf(field, kind, values)}`
  return { document, things, field, kind, ...values, text }
}

function wordsOf(field: string, kind: Change['kind'], { before, after }: Values): string {
  if (kind === 'moved') return `moved from place ${before} to ${after}`
  if (field === '') return kind
  const [name, show] = field === 'when' ? ['condition', inOneLine] : [field, shown]
  if (kind === 'changed') return `${name} ${show(before)} -> ${show(after)}`
  return `${name} ${kind}: ${show(kind === 'added' ? after : before)}`
}

const inOneLine = (text: unknown) => String(text).replace(/\s+/g, ' ').trim()

/** A value on one line, as it could stand in a document. */
function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(inOneLine(value))
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim()
}
