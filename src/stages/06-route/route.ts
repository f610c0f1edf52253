import type { AccountFacts } from '../../domain/account-of-lead.ts'
import { accountOwners, ownerLinks } from '../../domain/account-owners.ts'
import type { NameFor } from '../../domain/attribution.ts'
import { type Facts, factsOf } from '../../domain/condition-fields.ts'
import type { Configuration } from '../../domain/documents/documents.ts'
import type { RoutingDocument, Territory } from '../../domain/documents/routing.ts'
import type { Lead } from '../../domain/lead.ts'
import { FALLBACK, type RouteTrace, type Target } from '../../domain/route.ts'
import { lookThroughRules } from '../../domain/routing-plan/look-through-rules.ts'
import { routingPlan } from '../../domain/routing-plan/routing-plan.ts'
import {
  answersSeen,
  judgeSegments,
  type ListAnswers,
  listsAsked,
} from '../../domain/segments/judge-segments.ts'
import { namesFor } from '../../ports/known-names.ts'
import type { Ports } from '../../ports/ports.ts'
import type { LookAndSay } from '../../ports/stage.ts'

/**
 * Finds the territory of a lead: the first rule of the `routing` document whose condition is true
 * decides, and a condition that is unknown does not. The trace tells of every rule looked at, with
 * the values it saw. Lists of segments are asked only if a rule needs them. Whoever owns the lead's account, or the one it belongs to, comes before the
 * targets of the rule, unless the rule or the document says otherwise; the book is read anew for it,
 * because a lead may have waited since it was matched.
 */
export const route: LookAndSay = {
  kind: 'look-and-say',
  name: 'route',
  async run(lead, ports) {
    const at = ports.clock()
    const configuration = await ports.configuration.current()
    const { attribution } = configuration.documents
    const nameFor = await namesFor(lead.parts.form, attribution, ports.names)
    const account = await accountNow(lead, ports)
    const seen = account === undefined ? lead : { ...lead, parts: { ...lead.parts, account } }
    const answers = await listAnswers(factsOf(seen, at, { nameFor }), configuration, ports)
    const { event, trace } = routeAt(seen, at, configuration, nameFor, answers)
    return { event, parts: { trace, ...(account && { account }) } }
  },
}

/** What lists hold of a lead. */
async function listAnswers(
  facts: Facts,
  { documents }: Configuration,
  { segments }: Ports,
): Promise<ListAnswers> {
  const asked = listsAsked(routingPlan(documents.routing).segments, facts)
  return asked.length === 0 ? new Map() : segments.lookUp(asked)
}

/**
 * The route of a lead as far as it depends on what is known of it at that moment. `answers` are what
 * the lists of segments said to `listsAsked`; left out, those that the trace of the lead tells of, by
 * which a decision of the past is made again. Pure.
 */
export function routeAt(
  lead: Lead,
  at: Date,
  configuration: Configuration,
  nameFor: NameFor,
  answers: ListAnswers = answersSeen(lead.parts.trace),
) {
  const facts = factsOf(lead, at, { nameFor })
  return routeBy(facts, lead.parts.account?.facts, at, configuration, answers)
}

/**
 * The route of a lead of which this is known, and whose account has these owners. Of lists about which
 * there is no answer the facts tell, as `segments.zips_north`. Pure.
 */
export function routeBy(
  facts: Facts,
  account: AccountFacts | undefined,
  at: Date,
  { revision, documents }: Configuration,
  answers: ListAnswers = new Map(),
) {
  const { ruleId, chain, looked, wantsOwners } = routeOf(documents.routing, facts, answers)
  const owners = accountOwners(account, documents.teams.reps, wantsOwners)
  const links = ownerLinks(owners)
  const trace: RouteTrace = { revision, ...looked, ...(owners.length > 0 && { owners }) }
  const event = { type: 'LeadRouted', at, ruleId, chain: [...links, ...chain], revision } as const
  return { event, trace }
}

/** The account of a lead as the book has it now. */
async function accountNow({ parts }: Lead, { accounts }: Ports) {
  const { account } = parts
  if (account?.facts === undefined) return account
  const facts: AccountFacts | undefined = await accounts.facts(account.facts.id)
  return facts === undefined ? { finding: account.finding } : { ...account, facts }
}

type Route = {
  readonly ruleId: string
  readonly chain: readonly Target[]
  readonly looked: Omit<RouteTrace, 'revision' | 'owners'>
  readonly wantsOwners: boolean
}

function routeOf(routing: RoutingDocument, known: Facts, answers: ListAnswers): Route {
  const plan = routingPlan(routing)
  const { facts, looked: segments } = judgeSegments(plan.segments, known, answers)
  const { rule, trace } = lookThroughRules(plan, facts)
  const looked = { ...trace, ...(segments.length > 0 && { segments }) }
  const byDefault = routing.accountOwners ?? true
  if (rule === undefined) {
    return { ruleId: FALLBACK, chain: routing.fallback, looked, wantsOwners: byDefault }
  }
  const wantsOwners = rule.accountOwners ?? byDefault
  return { ruleId: rule.id, chain: chainOf(rule), looked, wantsOwners }
}

/** The targets of a rule, each with what the rule says of its leads. */
const chainOf = ({ targets, ignoreCaps, skills, worth }: Territory): readonly Target[] =>
  targets.map((target) => ({
    ...target,
    ...(ignoreCaps && { ignoreCaps }),
    ...(target.kind === 'pool' && skills && { asks: skills }),
    ...(target.kind === 'pool' && worth !== undefined && { worth }),
  }))
