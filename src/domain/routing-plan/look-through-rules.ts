import { shown } from '../condition.ts'
import type { Facts } from '../condition-fields.ts'
import { factAt } from '../condition-reads.ts'
import type { Territory } from '../documents/routing.ts'
import type { ManyLooked, RouteTrace, RuleLooked, Verdict } from '../route.ts'
import type { FirstTrue } from './condition-index.ts'
import { placesText } from './places-text.ts'
import type { RoutingPlan } from './routing-plan.ts'

/** Up to so many rules stand in a trace as they are, so that a person can read it without the document. */
const MOST_WRITTEN_OUT = 100

/** The rule that takes a lead, if any, and what was looked at until it was found. */
export type RuleFound = {
  readonly rule: Territory | undefined
  readonly trace: Pick<RouteTrace, 'rules' | 'many'>
}

/** Looks for the first rule whose condition is true. The trace tells of every rule before it as well. */
export function lookThroughRules(plan: RoutingPlan, facts: Facts): RuleFound {
  const found = plan.index.firstTrue(facts)
  const rule = plan.rules[found.place]
  const count = rule === undefined ? plan.rules.length : found.place + 1
  if (count > MOST_WRITTEN_OUT) {
    const rules = rule === undefined ? [] : [looked(plan, facts, found.place, 'true')]
    return { rule, trace: { rules, many: manyLooked(plan, facts, count, found) } }
  }
  const unknown = new Set(found.unknown)
  const rules = Array.from({ length: count }, (_, place) =>
    looked(plan, facts, place, verdictAt(place, found, unknown)),
  )
  return { rule, trace: { rules } }
}

function verdictAt(place: number, found: FirstTrue, unknown: ReadonlySet<number>): Verdict {
  if (place === found.place) return 'true'
  return unknown.has(place) ? 'unknown' : 'false'
}

function looked({ rules }: RoutingPlan, facts: Facts, place: number, verdict: Verdict): RuleLooked {
  const rule = rules[place]
  if (rule === undefined) throw new Error(`There is no rule ${place}`)
  return { ruleId: rule.id, verdict, saw: rule.condition.sees(facts) }
}

function manyLooked(
  { fields }: RoutingPlan,
  facts: Facts,
  count: number,
  { unknown }: FirstTrue,
): ManyLooked {
  const saw: Record<string, string | number | boolean | null> = {}
  for (const { read, from } of fields) {
    if (from >= count) break
    const value = shown(factAt(read, facts))
    if (value !== null) saw[read.path] = value
  }
  return { count, unknown: placesText(unknown), saw }
}
