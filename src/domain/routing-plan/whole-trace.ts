import { type Condition, LONGEST_SHOWN } from '../condition.ts'
import type { RoutingDocument } from '../documents/routing.ts'
import type { ManyLooked, RouteTrace, RuleLooked } from '../route.ts'
import { demandsOf } from './field-demands.ts'
import { placesFrom } from './places-text.ts'
import { type RoutingPlan, routingPlan } from './routing-plan.ts'

/**
 * A trace with every rule that was looked at, its verdict, what it saw, and which field ruled it out.
 * `document` is the `routing` document of the trace's revision.
 */
export function wholeTrace(trace: RouteTrace, document: RoutingDocument): RouteTrace {
  const plan = routingPlan(document)
  const { many, ...rest } = trace
  const rules = many === undefined ? trace.rules : writtenOut(many, trace.rules, plan)
  const conditions = new Map(plan.rules.map(({ id, condition }) => [id, condition]))
  return { ...rest, rules: rules.map((rule) => withReason(rule, conditions.get(rule.ruleId))) }
}

function writtenOut(
  { count, unknown, saw }: ManyLooked,
  taken: readonly RuleLooked[],
  { rules }: RoutingPlan,
): readonly RuleLooked[] {
  const unknownPlaces = placesFrom(unknown)
  return rules.slice(0, count).map(({ id, condition }, place) => {
    const found = taken.find(({ ruleId }) => ruleId === id)
    if (found !== undefined) return found
    const fields = condition.reads.map(({ path }) => [path, saw[path] ?? null] as const)
    const verdict = unknownPlaces.has(place) ? 'unknown' : 'false'
    return { ruleId: id, verdict, saw: Object.fromEntries(fields) }
  })
}

/** What was cut says nothing about what it equals. */
const isWhole = (value: RuleLooked['saw'][string]): value is string | number | boolean =>
  value !== null && !(typeof value === 'string' && value.length >= LONGEST_SHOWN)

function withReason(rule: RuleLooked, condition: Condition | undefined): RuleLooked {
  if (rule.verdict !== 'false' || condition === undefined) return rule
  for (const [path, { values }] of demandsOf(condition)) {
    const value = rule.saw[path] ?? null
    if (isWhole(value) && !values.includes(value)) return { ...rule, ruledOutBy: path }
  }
  return rule
}
