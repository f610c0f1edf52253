import type { Facts } from '../condition-fields.ts'
import { type Shape, shapeOf } from '../condition-shape.ts'
import type { Documents } from '../documents/documents.ts'
import type { TeamsDocument } from '../documents/teams.ts'
import type { GivenFacts } from '../facts-given.ts'
import type { RepId } from '../ids.ts'
import { FALLBACK, type Target } from '../route.ts'
import { routingPlan } from '../routing-plan/routing-plan.ts'
import {
  type FieldValue,
  type FieldValues,
  fieldValuesOf,
  MISSING,
} from '../rules-check/field-values.ts'
import { findUntaken } from '../rules-check/find-untaken.ts'
import { findWorld, type Sought } from '../rules-check/find-world.ts'
import { inlineSegments, segmentShapes } from '../rules-check/inline-segments.ts'
import { witnessOf } from '../rules-check/witness.ts'
import { isAssumed, type World } from '../rules-check/world.ts'
import { targetRep } from '../target-rep.ts'
import type { Change } from './change.ts'
import { factAtPath } from './fact-at-path.ts'

type OtherFacts = Extract<Change, { kind: 'facts' }>

/** More fields at once would be another lead. */
const MOST_FIELDS = 3
/** So many rules are looked at whose chain has a place for the rep. */
const MOST_RULES = 50

/**
 * What the lead would have to be, field by field, to go by another rule that may come to the rep: for
 * each such rule with the fewest fields, first those for which one field is enough, then those that
 * take two, then three. The search is that of the check of rules, with every other
 * field held at what it is, so nothing smaller is missed as far as equality, membership, ranges and
 * presence go. The hour at which it came is left alone. It takes long where there are many rules, so
 * each step is made when it is asked for.
 */
export function* otherFacts(
  facts: Facts,
  documents: Pick<Documents, 'routing' | 'teams' | 'sources'>,
  repId: RepId,
): Generator<readonly OtherFacts[]> {
  const search = searchIn(facts, documents)
  let left = rulesFor(repId, documents)
  for (let size = 1; size <= MOST_FIELDS; size += 1) {
    const found = left.map((rule) => ({ rule, given: givenWith(size, rule.index, search) }))
    yield found.flatMap(({ rule: { id }, given }) =>
      given.map((one) => ({ kind: 'facts' as const, ruleId: id, facts: one })),
    )
    left = found.flatMap(({ rule, given }) => (given.length > 0 ? [] : [rule]))
  }
}

type Rule = { readonly id: string; readonly index: number }

/** Rules, and the fallback after them, whose chain has a place for the rep. */
function rulesFor(
  repId: RepId,
  { routing, teams }: Pick<Documents, 'routing' | 'teams'>,
): readonly Rule[] {
  const fallback = { id: FALLBACK, targets: routing.fallback }
  return [...routing.rules, fallback]
    .map(({ id, targets }, index) => ({ id, targets, index }))
    .filter(({ targets }) => targets.some((target) => mayComeTo(repId, target, teams)))
    .slice(0, MOST_RULES)
}

function mayComeTo(repId: RepId, target: Target, teams: TeamsDocument): boolean {
  if (target.kind !== 'pool') return targetRep(target, teams) === repId
  const pool = teams.pools.find(({ id }) => id === target.poolId)
  return pool?.members.some((member) => member.repId === repId) ?? false
}

type Search = {
  readonly facts: Facts
  readonly values: FieldValues
  readonly shapes: readonly Shape[]
  /** The places of rules that take the lead as it is: what they ask may be what is in the way. */
  readonly takers: readonly number[]
}

function searchIn(
  facts: Facts,
  { routing, sources }: Pick<Documents, 'routing' | 'sources'>,
): Search {
  const segments = segmentShapes(routingPlan(routing).segments)
  const shapes = routing.rules.map(({ when }) => inlineSegments(shapeOf(when), segments))
  const values = fieldValuesOf(shapes, { 'lead.source': sources.sources.map(({ key }) => key) })
  const asItIs = heldValues(new Set(), { facts, values })
  const takers = shapes.flatMap((shape, index) =>
    isCertain(findWorld([{ shape, holds: true }], asItIs)) ? [index] : [],
  )
  return { facts, values, shapes, takers }
}

/** What is given by every set of so many fields with which that rule is the first to match. */
function givenWith(size: number, index: number, search: Search): readonly GivenFacts[] {
  const { shapes, takers } = search
  const rule = shapes[index]
  const earlier = shapes.slice(0, index)
  const inTheWay =
    rule === undefined
      ? earlier
      : [rule, ...takers.filter((at) => at < index).map((at) => shapes[at] as Shape)]
  return setsOf([...new Set(fieldsIn(inTheWay))], size)
    .map((free) => withFree(new Set(free), rule, earlier, search))
    .filter((given) => given !== undefined)
}

/** The values of the free fields with which the rule is the first to match. */
function withFree(
  free: ReadonlySet<string>,
  rule: Shape | undefined,
  earlier: readonly Shape[],
  { facts, values }: Search,
): GivenFacts | undefined {
  const goals = rule === undefined ? [] : [{ shape: rule, holds: true }]
  const { found } = findUntaken(goals, earlier, heldValues(free, { facts, values }))
  if (!isCertain(found)) return undefined
  const chosen = new Map([...found].filter(([field]) => free.has(field)))
  if (chosen.size < free.size) return undefined
  return witnessOf(chosen, (field) => new Set(values.get(field)))
}

/** What leans on a formula nobody can reason about is not claimed. */
const isCertain = (found: Sought): found is World =>
  found !== 'none' && found !== 'gave-up' && !isAssumed(found)

/** Every field at what it is, but for those that are free to be anything else. */
const heldValues = (
  free: ReadonlySet<string>,
  { facts, values }: Pick<Search, 'facts' | 'values'>,
): FieldValues =>
  new Map(
    [...values].map(([field, all]) => {
      const now = (factAtPath(facts, field) ?? MISSING) as FieldValue
      return [field, free.has(field) ? all.filter((value) => value !== now) : [now]]
    }),
  )

function fieldsIn(shapes: readonly Shape[]): readonly string[] {
  return shapes.flatMap((shape): readonly string[] => {
    if (shape.kind === 'all' || shape.kind === 'any') return fieldsIn(shape.parts)
    if (shape.kind === 'not') return fieldsIn([shape.part])
    return shape.kind === 'field' && !shape.field.startsWith('time.') ? [shape.field] : []
  })
}

function setsOf<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  if (size === 0) return [[]]
  return all.flatMap((first, index) =>
    setsOf(all.slice(index + 1), size - 1).map((rest) => [first, ...rest]),
  )
}
