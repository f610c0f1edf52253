import type { Shape } from '../condition-shape.ts'
import { ANOTHER, type FieldValue, type FieldValues, MISSING } from './field-values.ts'
import { findWorld, type Goal, type Sought } from './find-world.ts'
import { isAssumed, outcomeIn, type World } from './world.ts'

/**
 * A lead that no rule takes, or that there is none, and then which rules leave none. It is
 * `assumed` when it hangs on what parts come to that cannot be reasoned about.
 */
export type Untaken = {
  readonly found: Sought
  readonly takenBy: readonly Shape[]
  readonly assumed: boolean
}

/**
 * Looks for an imagined lead that meets the goals and that none of the rules takes. Rules are
 * brought into the search one by one, each because it took the lead that was found without it:
 * most never are, and when nothing is left, those that were are the reason.
 */
export function findUntaken(
  goals: readonly Goal[],
  rules: readonly Shape[],
  values: FieldValues,
): Untaken {
  const takenBy: Shape[] = []
  for (;;) {
    const found = findWorld([...goals, ...takenBy.map(missed)], values)
    if (found === 'none' || found === 'gave-up') return { found, takenBy, assumed: false }
    const whole = completed(found, values)
    const outcomes = rules.map((rule) => outcomeIn(whole, rule))
    const taker = rules[outcomes.indexOf('true')]
    if (taker === undefined) {
      const assumed = isAssumed(found) || outcomes.includes('open')
      return { found: withoutNeedless(whole, found, rules), takenBy, assumed }
    }
    takenBy.push(taker)
  }
}

const missed = (shape: Shape): Goal => ({ shape, holds: false })

/** Fields that the search left alone are what fits the fewest rules. */
function completed(found: World, values: FieldValues): World {
  const whole = new Map(found)
  for (const [field, choices] of values) {
    if (!whole.has(field)) whole.set(field, leastNamed(choices))
  }
  return whole
}

const leastNamed = (choices: readonly FieldValue[]): FieldValue =>
  choices.find((it) => it === MISSING) ??
  choices.find((it) => it === ANOTHER) ??
  choices.at(-1) ??
  MISSING

/** Leaves out again what was filled in and settles nothing. */
function withoutNeedless(whole: World, found: World, rules: readonly Shape[]): World {
  const needed = new Map(whole)
  for (const [field, value] of whole) {
    if (found.has(field)) continue
    needed.delete(field)
    if (rules.some((rule) => outcomeIn(needed, rule) === 'open')) needed.set(field, value)
  }
  return needed
}
