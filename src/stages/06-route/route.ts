import { checkedCondition } from '../../domain/condition.ts'
import { type Facts, factsOf } from '../../domain/condition-fields.ts'
import type { RoutingDocument, Territory } from '../../domain/documents/routing.ts'
import { FALLBACK, type RuleLooked, type Target } from '../../domain/route.ts'
import { namesFor } from '../../ports/known-names.ts'
import type { LookAndSay } from '../../ports/stage.ts'

/**
 * Finds the territory of a lead: the first rule of the `routing` document whose condition is true
 * decides, and a condition that is unknown does not. The trace tells of every rule looked at, with
 * the values it saw.
 */
export const route: LookAndSay = {
  kind: 'look-and-say',
  name: 'route',
  async run(lead, ports) {
    const at = ports.clock()
    const { revision, documents } = await ports.configuration.current()
    const nameFor = await namesFor(lead.parts.form, documents.attribution, ports.names)
    const facts = factsOf(lead, at, { nameFor })
    const { ruleId, chain, rules } = routeOf(documents.routing, facts)
    const event = { type: 'LeadRouted', at, ruleId, chain, revision } as const
    return { event, parts: { trace: { revision, rules } } }
  },
}

type Route = {
  readonly ruleId: string
  readonly chain: readonly Target[]
  readonly rules: readonly RuleLooked[]
}

function routeOf({ rules, fallback }: RoutingDocument, facts: Facts): Route {
  const looked: RuleLooked[] = []
  for (const rule of rules) {
    const look = lookAt(rule, facts)
    looked.push(look)
    if (look.verdict === 'true') return { ruleId: rule.id, chain: rule.targets, rules: looked }
  }
  return { ruleId: FALLBACK, chain: fallback, rules: looked }
}

const lookAt = ({ id, when }: Territory, facts: Facts): RuleLooked => ({
  ruleId: id,
  ...checkedCondition(when).evaluate(facts),
})
