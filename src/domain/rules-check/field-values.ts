import { CONDITION_FIELDS } from '../condition-fields.ts'
import type { Constant, Shape, Test } from '../condition-shape.ts'
import { DAYS } from '../day.ts'

/** A field that a lead does not have. */
export const MISSING: unique symbol = Symbol('missing')
/** A text that no rule names. */
export const ANOTHER: unique symbol = Symbol('another')

/** What a field may be, as far as any rule can tell one value from another. */
export type FieldValue = Constant | typeof MISSING | typeof ANOTHER

/** Values that stand for all there are, by field; those that rules name come first. */
export type FieldValues = ReadonlyMap<string, readonly FieldValue[]>

/** Fields whose values are all known. Those that are always there are never missing. */
const CLOSED: Readonly<Record<string, readonly string[]>> = {
  'score.tier': ['hot', 'warm', 'cold'],
  'time.weekday': DAYS,
}
const ALWAYS_THERE = new Set(['time.weekday', 'time.hour', 'lead.source', 'lead.isTest'])
const BOUNDS: Readonly<Record<string, { least: number; most: number; whole: boolean }>> = {
  'time.hour': { least: 0, most: 23, whole: true },
  'score.total': { least: 0, most: 100, whole: false },
}

/**
 * For every field that the shapes name, a few values of which one behaves like any other: each
 * constant, a number between any two and beyond the last, a text that is none of them, and none at
 * all. Two leads that have the same of these values are the same to all the rules.
 */
export function fieldValuesOf(
  shapes: readonly Shape[],
  closed: Readonly<Record<string, readonly string[]>>,
): FieldValues {
  const tests = new Map<string, Test[]>()
  for (const shape of shapes) collect(shape, tests)
  const known = { ...CLOSED, ...closed }
  return new Map([...tests].map(([field, of]) => [field, valuesOf(field, of, known[field])]))
}

/** A value that a shape compares a field with, and what that field can be. */
export type Impossible = {
  readonly field: string
  readonly value: string
  readonly known: readonly string[]
}

/** The values that a shape compares fields with and these never have. */
export function impossibleIn(
  shape: Shape,
  closed: Readonly<Record<string, readonly string[]>>,
): readonly Impossible[] {
  const tests = new Map<string, Test[]>()
  collect(shape, tests)
  return Object.entries({ ...CLOSED, ...closed }).flatMap(([field, known]) =>
    (tests.get(field) ?? [])
      .flatMap((test) => (test.kind === 'one-of' ? test.values : []))
      .filter((value) => !known.includes(`${value}`))
      .map((value) => ({ field, value: `${value}`, known })),
  )
}

function collect(shape: Shape, into: Map<string, Test[]>): void {
  if (shape.kind === 'all' || shape.kind === 'any') {
    for (const part of shape.parts) collect(part, into)
  } else if (shape.kind === 'not') {
    collect(shape.part, into)
  } else if (shape.kind === 'field') {
    const tests = into.get(shape.field)
    if (tests === undefined) into.set(shape.field, [shape.test])
    else tests.push(shape.test)
  }
}

function valuesOf(
  field: string,
  tests: readonly Test[],
  all: readonly string[] | undefined,
): readonly FieldValue[] {
  const missing: readonly FieldValue[] = ALWAYS_THERE.has(field) ? [] : [MISSING]
  const type = typeOf(field)
  if (type === 'bool') return [true, false, ...missing]
  if (type === 'double') return [...numbersFor(field, tests), ...missing]
  const named = tests.flatMap((test) => (test.kind === 'one-of' ? test.values : []))
  if (all !== undefined)
    return [...new Set([...named.filter((it) => all.includes(`${it}`)), ...all]), ...missing]
  return [...new Set(named), ANOTHER, ...missing]
}

function typeOf(path: string): string {
  const [group = '', field = ''] = path.split('.')
  const fields: Readonly<Record<string, string>> | undefined =
    CONDITION_FIELDS[group as keyof typeof CONDITION_FIELDS]
  return fields?.[field] ?? 'string'
}

function numbersFor(field: string, tests: readonly Test[]): readonly number[] {
  const { least, most, whole } = BOUNDS[field] ?? {
    least: -Number.MAX_VALUE,
    most: Number.MAX_VALUE,
    whole: false,
  }
  const points = [...new Set(tests.flatMap(pointsOf))].sort((a, b) => a - b)
  const between = points
    .slice(1)
    .map((point, index) => middle(points[index] ?? point, point, whole))
  const [first, last] = [points[0] ?? 0, points.at(-1) ?? 0]
  const all = [...points, ...between, last + 1, first - 1, first >= 0 && first < 1 ? first / 2 : 0]
  return [...new Set(all)].filter((value) => value >= least && value <= most)
}

/** A whole number where there is one between the two, since most fields count things. */
function middle(low: number, high: number, whole: boolean): number {
  const half = Math.floor((low + high) / 2)
  return half > low && half < high ? half : whole ? low : (low + high) / 2
}

function pointsOf(test: Test): readonly number[] {
  if (test.kind === 'below' || test.kind === 'above') return [test.bound]
  return test.kind === 'one-of' ? test.values.filter((value) => typeof value === 'number') : []
}
