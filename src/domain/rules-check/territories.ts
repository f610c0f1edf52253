import type { Facts } from '../condition-fields.ts'
import { type Shape, shapeOf } from '../condition-shape.ts'
import type { RoutingDocument } from '../documents/routing.ts'
import type { LeadId } from '../ids.ts'
import { type RoutingPlan, routingPlan } from '../routing-plan/routing-plan.ts'
import { judgeGivenSegments } from '../segments/judge-segments.ts'
import { type FieldValues, fieldValuesOf } from './field-values.ts'
import { findUntaken } from './find-untaken.ts'
import { findWorld, type Goal, type Sought } from './find-world.ts'
import type { Finding, WitnessLead } from './finding.ts'
import { inlineSegments, segmentShapes } from './inline-segments.ts'
import { witnessOf } from './witness.ts'
import { isAssumed } from './world.ts'

/** A lead of the past, as conditions see it; of its segments only those that are lists. */
export type PastLead = { readonly id: LeadId; readonly facts: Facts }

/** Rules with their shapes, and the values by which their leads can differ. */
export type Rules = {
  readonly plan: RoutingPlan
  readonly rules: readonly (RoutingPlan['rules'][number] & {
    readonly shape: Shape
    readonly index: number
  })[]
  /** Values of fields that cannot be others, by field. */
  readonly closed: Readonly<Record<string, readonly string[]>>
  readonly values: FieldValues
  readonly past: readonly PastLead[]
}
type Rule = Rules['rules'][number]

/** Prepares the rules of a document. `sources` are the keys that `lead.source` can have. */
export function rulesOf(
  document: RoutingDocument,
  sources: readonly string[],
  past: readonly PastLead[],
): Rules {
  const plan = routingPlan(document)
  const shapes = segmentShapes(plan.segments)
  const rules = plan.rules.map((rule, index) => {
    return { ...rule, index, shape: inlineSegments(shapeOf(rule.when), shapes) }
  })
  const closed = { 'lead.source': sources }
  return {
    plan,
    rules,
    closed,
    past: past.map(({ id, facts }) => ({ id, facts: judgeGivenSegments(plan.segments, facts) })),
    values: fieldValuesOf(
      rules.map(({ shape }) => shape),
      closed,
    ),
  }
}

/** Where a rule cannot match, or never gets a lead because of rules before it. */
export function deadRule(rule: Rule, all: Rules): Finding | undefined {
  const alone = findWorld([met(rule)], valuesFor([rule], all))
  if (alone === 'none') return neverTrue(rule)
  const earlier = all.rules.slice(0, rule.index)
  const { found, takenBy } = findUntaken(
    [met(rule)],
    earlier.map(({ shape }) => shape),
    all.values,
  )
  if (found !== 'none') return undefined
  const takers = earlier.filter(({ shape }) => takenBy.includes(shape))
  return unreachable(rule, fewest(takers, rule, all), described(alone, all))
}

const met = ({ shape }: Rule): Goal => ({ shape, holds: true })
const missed = ({ shape }: Rule): Goal => ({ shape, holds: false })

/** Fewer values than those of all rules, and as good for these. */
const valuesFor = (rules: readonly Rule[], { closed }: Rules) =>
  fieldValuesOf(
    rules.map(({ shape }) => shape),
    closed,
  )

const placeOf = ({ index }: Rule) => ['rules', index, 'when']

function neverTrue(rule: Rule): Finding {
  const message = `\`${rule.id}\` can never match: its condition contradicts itself`
  return { code: 'never-true', level: 'error', path: placeOf(rule), message }
}

function unreachable(
  rule: Rule,
  takers: readonly Rule[],
  witness: WitnessLead | undefined,
): Finding {
  const take = takers.length === 1 ? 'takes' : 'together take'
  const message = `\`${rule.id}\` never gets a lead: ${listed(takers)} ${take} all it would match`
  return { code: 'unreachable', level: 'error', path: placeOf(rule), message, witness }
}

/** What can be left out one by one and still leaves nothing is left out. */
function fewest(takers: readonly Rule[], rule: Rule, all: Rules): readonly Rule[] {
  let needed = takers
  for (const one of takers) {
    const without = needed.filter((other) => other !== one)
    if (findWorld([met(rule), ...without.map(missed)], all.values) === 'none') needed = without
  }
  return needed
}

const listed = (rules: readonly Rule[]) => rules.map(({ id }) => `\`${id}\``).join(', ')

/** Leads that this rule matches as well and an earlier one takes to somebody else. */
export function overlapOf(rule: Rule, all: Rules): Finding | undefined {
  // A rule for all that is left is meant to match what others take.
  if (rule.shape.kind === 'constant') return undefined
  const earlier = all.rules.slice(0, rule.index)
  const shared = earlier.flatMap((other) => {
    const proof = sameChain(other, rule) ? undefined : sharedBy(other, rule, all)
    return proof === undefined ? [] : [{ other, proof }]
  })
  const [first] = shared
  if (first === undefined) return undefined
  const stand = shared.length === 1 ? 'stands' : 'stand'
  const names = listed(shared.map(({ other }) => other))
  const message = `some leads that \`${rule.id}\` matches go to ${names} instead, which ${stand} before it`
  return { code: 'overlap', level: 'note', path: placeOf(rule), message, ...first.proof }
}

const sameChain = (a: Rule, b: Rule) => JSON.stringify(a.targets) === JSON.stringify(b.targets)

type Proof = { readonly witness?: WitnessLead | undefined; readonly leadId?: LeadId }

function sharedBy(one: Rule, other: Rule, all: Rules): Proof | undefined {
  const world = findWorld([met(one), met(other)], valuesFor([one, other], all))
  if (world === 'none') return undefined
  if (world !== 'gave-up' && !isAssumed(world)) return { witness: described(world, all) }
  const lead = all.past.find(({ facts }) =>
    [one, other].every(({ condition }) => condition.evaluate(facts).verdict === 'true'),
  )
  return lead && { leadId: lead.id }
}

/** An imagined lead in words; undefined when part of it is only assumed. */
export function described(world: Sought, { values }: Rules): WitnessLead | undefined {
  if (world === 'none' || world === 'gave-up' || isAssumed(world)) return undefined
  return witnessOf(world, (field) => new Set(values.get(field)))
}
