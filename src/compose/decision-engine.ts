import type { Engine } from '../domain/why-not/scene.ts'
import { routeBy } from '../stages/06-route/route.ts'
import { assign } from '../stages/07-assign/assign.ts'

/** The stages route and assign, one after the other, on what is given and nothing else. */
export const decisionEngine: Engine = ({ facts, lead, locked }) => {
  const { now, configuration } = locked
  const { event } = routeBy(facts, lead.parts.account?.facts, now, configuration)
  const { tier = lead.tier } = facts.score as { tier?: typeof lead.tier }
  const { source: sourceKey = lead.sourceKey } = facts.lead
  const routed = { ...lead, chain: event.chain, tier, sourceKey }
  return { chain: event.chain, decision: assign.decide(routed, locked) }
}
