import { type Condition, checkedCondition } from '../condition.ts'
import type { Facts } from '../condition-fields.ts'
import type { Read } from '../condition-reads.ts'
import type { RoutingDocument, Territory } from '../documents/routing.ts'
import { type PlannedSegment, planSegments } from '../segments/segment-plan.ts'
import { type ConditionIndex, indexConditions } from './condition-index.ts'

/** A `routing` document with its conditions compiled and indexed. */
export type RoutingPlan = {
  readonly rules: readonly (Territory & { readonly condition: Condition })[]
  readonly index: ConditionIndex
  /** Every field that rules name, with the place of the first rule that does, ascending. */
  readonly fields: readonly { readonly read: Read; readonly from: number }[]
  /** The segments that rules ask for, each after those it needs. */
  readonly segments: readonly PlannedSegment[]
}

const plans = new WeakMap<RoutingDocument, RoutingPlan>()

/** The plan of a checked document, made once for as long as the document is in use. */
export function routingPlan(document: RoutingDocument): RoutingPlan {
  const known = plans.get(document)
  if (known !== undefined) return known
  const made = plan(document)
  plans.set(document, made)
  return made
}

/** The rule that takes a lead of which this is known: the first whose condition is true, if any is. */
export const ruleTaking = ({ rules, index }: RoutingPlan, facts: Facts) =>
  rules[index.firstTrue(facts).place]

function plan({ rules, segments = [] }: RoutingDocument): RoutingPlan {
  const compiled = rules.map((rule) => ({ ...rule, condition: checkedCondition(rule.when) }))
  const conditions = compiled.map(({ condition }) => condition)
  return {
    rules: compiled,
    index: indexConditions(conditions),
    fields: fieldsOf(conditions),
    segments: planSegments(segments, conditions),
  }
}

function fieldsOf(conditions: readonly Condition[]): RoutingPlan['fields'] {
  const fields = new Map<string, { read: Read; from: number }>()
  for (const [from, { reads }] of conditions.entries()) {
    for (const read of reads) if (!fields.has(read.path)) fields.set(read.path, { read, from })
  }
  return [...fields.values()]
}
