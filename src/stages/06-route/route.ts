import type { AccountFacts } from '../../domain/account-of-lead.ts'
import { accountOwners, ownerLinks } from '../../domain/account-owners.ts'
import type { NameFor } from '../../domain/attribution.ts'
import { checkedCondition } from '../../domain/condition.ts'
import { type Facts, factsOf } from '../../domain/condition-fields.ts'
import type { Configuration } from '../../domain/documents/documents.ts'
import type { RoutingDocument, Territory } from '../../domain/documents/routing.ts'
import type { Lead } from '../../domain/lead.ts'
import { FALLBACK, type RouteTrace, type RuleLooked, type Target } from '../../domain/route.ts'
import { namesFor } from '../../ports/known-names.ts'
import type { Ports } from '../../ports/ports.ts'
import type { LookAndSay } from '../../ports/stage.ts'

/**
 * Finds the territory of a lead: the first rule of the `routing` document whose condition is true
 * decides, and a condition that is unknown does not. The trace tells of every rule looked at, with
 * the values it saw. Whoever owns the lead's account, or the one it belongs to, comes before the
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
    const { event, trace } = routeAt(seen, at, configuration, nameFor)
    return { event, parts: { trace, ...(account && { account }) } }
  },
}

/** The route of a lead as far as it depends on what is known of it at that moment. Pure. */
export function routeAt(lead: Lead, at: Date, configuration: Configuration, nameFor: NameFor) {
  return routeBy(factsOf(lead, at, { nameFor }), lead.parts.account?.facts, at, configuration)
}

/** The route of a lead of which this is known, and whose account has these owners. Pure. */
export function routeBy(
  facts: Facts,
  account: AccountFacts | undefined,
  at: Date,
  { revision, documents }: Configuration,
) {
  const { ruleId, chain, rules, wantsOwners } = routeOf(documents.routing, facts)
  const owners = accountOwners(account, documents.teams.reps, wantsOwners)
  const links = ownerLinks(owners)
  const trace: RouteTrace = { revision, rules, ...(owners.length > 0 && { owners }) }
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
  readonly rules: readonly RuleLooked[]
  readonly wantsOwners: boolean
}

function routeOf({ rules, fallback, ...document }: RoutingDocument, facts: Facts): Route {
  const byDefault = document.accountOwners ?? true
  const looked: RuleLooked[] = []
  for (const rule of rules) {
    const look = lookAt(rule, facts)
    looked.push(look)
    if (look.verdict === 'true') {
      const wantsOwners = rule.accountOwners ?? byDefault
      return { ruleId: rule.id, chain: chainOf(rule), rules: looked, wantsOwners }
    }
  }
  return { ruleId: FALLBACK, chain: fallback, rules: looked, wantsOwners: byDefault }
}

/** The targets of a rule, each with what the rule says of its leads. */
const chainOf = ({ targets, ignoreCaps, skills, worth }: Territory): readonly Target[] =>
  targets.map((target) => ({
    ...target,
    ...(ignoreCaps && { ignoreCaps }),
    ...(target.kind === 'pool' && skills && { asks: skills }),
    ...(target.kind === 'pool' && worth !== undefined && { worth }),
  }))

const lookAt = ({ id, when }: Territory, facts: Facts): RuleLooked => ({
  ruleId: id,
  ...checkedCondition(when).evaluate(facts),
})
