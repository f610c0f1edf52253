import type { Condition } from '../condition.ts'
import type { Facts } from '../condition-fields.ts'
import type { Verdict } from '../route.ts'
import { type FieldIndex, fieldIndexesOf } from './field-index.ts'
import { isIn, placesOutside } from './positions.ts'
import { type Rest, restsOf } from './rests.ts'

/** What looking through conditions came to. */
export type FirstTrue = {
  /** The place of the first that is true; how many there are when none is. */
  readonly place: number
  /** Places before it of those that are unknown; what else stands before it is false. */
  readonly unknown: readonly number[]
}

/** Many conditions, prepared so that most of them need not be evaluated for a lead. */
export type ConditionIndex = {
  /** Finds the first true one, exactly as evaluating one after another would. */
  firstTrue(facts: Facts): FirstTrue
}

/**
 * Indexes conditions by what they demand of single fields: `lead.country in ["NO"]` is false for
 * whoever has another country, whatever else is joined to it by `&&`, so one look at the country
 * settles it for all of them. What is left of a condition is evaluated only if nothing in the index
 * is false, and once for all conditions that say the same. A field that is missing makes its demand
 * unknown; then the rest decides between unknown and false, as it does without an index.
 */
export function indexConditions(conditions: readonly Condition[]): ConditionIndex {
  const fields = fieldIndexesOf(conditions)
  const { rests, ofPlace } = restsOf(conditions)
  return {
    firstTrue: (facts) => firstTrue(facts, { count: conditions.length, fields, rests, ofPlace }),
  }
}

type Index = {
  readonly count: number
  readonly fields: readonly FieldIndex[]
  readonly rests: readonly Rest[]
  /** Which rests each condition has, by its place. */
  readonly ofPlace: readonly (readonly number[])[]
}

function firstTrue(facts: Facts, index: Index): FirstTrue {
  const { ruledOut, open } = byFields(facts, index)
  const known: (Verdict | undefined)[] = []
  const unknown: number[] = []
  for (const place of placesOutside(ruledOut, index.count)) {
    const rest = judgeRests(index.ofPlace[place] ?? [], facts, index.rests, known)
    if (rest === 'false') continue
    if (rest === 'unknown' || isIn(open, place)) unknown.push(place)
    else return { place, unknown }
  }
  return { place: index.count, unknown }
}

/** Which conditions some field makes false, and which have a demand on a field that is missing. */
function byFields(facts: Facts, { count, fields }: Index) {
  const words = Math.ceil(count / 32)
  const ruledOut = new Uint32Array(words)
  const open = new Uint32Array(words)
  const scratch = new Uint32Array(words)
  for (const field of fields) field.add(facts, { ruledOut, open, scratch })
  return { ruledOut, open }
}

function judgeRests(
  places: readonly number[],
  facts: Facts,
  rests: readonly Rest[],
  known: (Verdict | undefined)[],
): Verdict {
  let verdict: Verdict = 'true'
  for (const place of places) {
    known[place] ??= rests[place]?.(facts)
    if (known[place] === 'false') return 'false'
    if (known[place] === 'unknown') verdict = 'unknown'
  }
  return verdict
}
