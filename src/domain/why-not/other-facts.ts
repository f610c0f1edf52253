import type { Facts } from '../condition-fields.ts'
import { type Shape, shapeOf } from '../condition-shape.ts'
import type { Documents } from '../documents/documents.ts'
import type { TeamsDocument } from '../documents/teams.ts'
import type { GivenFacts } from '../facts-given.ts'
import type { RepId } from '../ids.ts'
import { FALLBACK, type Target } from '../route.ts'
import { routingPlan } from '../routing-plan/routing-plan.ts'
import { type FieldValue, fieldValuesOf, MISSING } from '../rules-check/field-values.ts'
import { findUntaken } from '../rules-check/find-untaken.ts'
import { inlineSegments, segmentShapes } from '../rules-check/inline-segments.ts'
import { witnessOf } from '../rules-check/witness.ts'
import { isAssumed } from '../rules-check/world.ts'
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
 * each such rule with the fewest fields. The search is that of the check of rules, with every other
 * field held at what it is, so nothing smaller is missed as far as equality, membership, ranges and
 * presence go. The hour at which it came is left alone.
 */
export function otherFacts(
  facts: Facts,
  { routing, teams, sources }: Pick<Documents, 'routing' | 'teams' | 'sources'>,
  repId: RepId,
): readonly OtherFacts[] {
  const segments = segmentShapes(routingPlan(routing).segments)
  const shapes = routing.rules.map(({ when }) => inlineSegments(shapeOf(when), segments))
  const rules = [
    ...routing.rules.map(({ id, targets }, index) => ({ id, targets, index })),
    { id: FALLBACK, targets: routing.fallback, index: routing.rules.length },
  ]
  const values = fieldValuesOf(shapes, { 'lead.source': sources.sources.map(({ key }) => key) })
  const known = { facts, values }
  return rules
    .filter(({ targets }) => targets.some((target) => mayComeTo(repId, target, teams)))
    .slice(0, MOST_RULES)
    .flatMap(({ id, index }) => {
      const found = fewestFields(shapes[index], shapes.slice(0, index), known)
      return found.map((given) => ({ kind: 'facts' as const, ruleId: id, facts: given }))
    })
}

function mayComeTo(repId: RepId, target: Target, teams: TeamsDocument): boolean {
  if (target.kind !== 'pool') return targetRep(target, teams) === repId
  const pool = teams.pools.find(({ id }) => id === target.poolId)
  return pool?.members.some((member) => member.repId === repId) ?? false
}

type Known = {
  readonly facts: Facts
  readonly values: ReadonlyMap<string, readonly FieldValue[]>
}

/** Every set of the fewest fields that does it; none when three are too few. */
function fewestFields(
  rule: Shape | undefined,
  earlier: readonly Shape[],
  known: Known,
): readonly GivenFacts[] {
  const fields = new Set(
    fieldsIn(rule === undefined ? earlier : [rule, ...takersOf(earlier, known)]),
  )
  for (let size = 1; size <= MOST_FIELDS; size += 1) {
    const found = setsOf([...fields], size)
      .map((free) => withFree(new Set(free), rule, earlier, known))
      .filter((given) => given !== undefined)
    if (found.length > 0) return found
  }
  return []
}

/** The rules before it that take the lead as it is: what they ask may be what is in the way. */
const takersOf = (earlier: readonly Shape[], known: Known) =>
  earlier.filter((shape) => withFree(new Set(), shape, [], known) !== undefined)

/** The values of the free fields with which the rule is the first to match. */
function withFree(
  free: ReadonlySet<string>,
  rule: Shape | undefined,
  earlier: readonly Shape[],
  { facts, values }: Known,
): GivenFacts | undefined {
  const held = new Map(
    [...values].map(([field, all]) => {
      const now = factAtPath(facts, field) ?? MISSING
      const other = all.filter((value) => value !== now)
      return [field, free.has(field) ? other : [now as FieldValue]]
    }),
  )
  const goals = rule === undefined ? [] : [{ shape: rule, holds: true }]
  const { found } = findUntaken(goals, earlier, held)
  // What leans on a formula nobody can reason about is not claimed.
  if (found === 'none' || found === 'gave-up' || isAssumed(found)) return undefined
  const chosen = new Map([...found].filter(([field]) => free.has(field)))
  if (chosen.size < free.size) return undefined
  return witnessOf(chosen, (field) => new Set(values.get(field)))
}

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
