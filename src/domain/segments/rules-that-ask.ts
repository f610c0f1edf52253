import { checkedCondition } from '../condition.ts'
import type { RoutingDocument } from '../documents/routing.ts'
import { planSegments } from './segment-plan.ts'

/** The ids of the rules that ask for a segment, themselves or by way of other segments. */
export function rulesThatAsk(
  { rules, segments = [] }: RoutingDocument,
  id: string,
): readonly string[] {
  return rules.flatMap((rule) => {
    const asked = planSegments(segments, [checkedCondition(rule.when)])
    return asked.some((segment) => segment.id === id) ? [rule.id] : []
  })
}
