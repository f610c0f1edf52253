import { type Condition, checkedCondition } from '../condition.ts'
import { SEGMENTS } from '../condition-fields.ts'
import { type FactPlace, placeOfField } from '../condition-reads.ts'
import type { Segment } from '../documents/segments.ts'

/** A segment ready to be asked for. */
export type PlannedSegment =
  | { readonly kind: 'rule'; readonly id: string; readonly condition: Condition }
  | { readonly kind: 'list'; readonly id: string; readonly field: FactPlace }

/**
 * The segments that conditions ask for, and those these ask for in turn, each after those it needs.
 * Segments that nobody asks for are left out. For a checked document, which has no circles.
 */
export function planSegments(
  segments: readonly Segment[],
  conditions: readonly Condition[],
): readonly PlannedSegment[] {
  const byId = new Map(segments.map((one) => [one.id, one]))
  const planned = new Map<string, PlannedSegment>()
  for (const condition of conditions) planNamed(condition, byId, planned)
  return [...planned.values()]
}

/** The ids of the segments that a condition names. */
export const segmentsIn = ({ reads }: Condition): ReadonlySet<string> =>
  new Set(reads.flatMap(({ group, field }) => (group === SEGMENTS ? [field] : [])))

type ById = ReadonlyMap<string, Segment>

function planNamed(condition: Condition, byId: ById, planned: Map<string, PlannedSegment>): void {
  for (const id of segmentsIn(condition)) {
    const segment = byId.get(id)
    if (segment === undefined) throw new Error(`An applied condition names no segment: ${id}`)
    if (!planned.has(id)) plan(segment, byId, planned)
  }
}

function plan({ id, when, list }: Segment, byId: ById, planned: Map<string, PlannedSegment>) {
  if (when !== undefined) {
    const condition = checkedCondition(when)
    planNamed(condition, byId, planned)
    planned.set(id, { kind: 'rule', id, condition })
    return
  }
  const field = placeOfField(list ?? '')
  if (field === undefined) throw new Error(`An applied segment looks up no field: ${id}`)
  planned.set(id, { kind: 'list', id, field })
}
