import { SEGMENTS } from '../condition-fields.ts'
import { type Shape, shapeOf } from '../condition-shape.ts'
import type { PlannedSegment } from '../segments/segment-plan.ts'

/** What asking for a segment comes to, by its id. */
export type SegmentShapes = ReadonlyMap<string, Shape>

/**
 * The shapes of segments, each after those it needs. One with a condition is that condition. Who is in
 * a list nobody can reason about, but it is the same for all rules that ask for that list.
 */
export function segmentShapes(segments: readonly PlannedSegment[]): SegmentShapes {
  const shapes = new Map<string, Shape>()
  for (const segment of segments) {
    const { id } = segment
    if (segment.kind === 'list') {
      shapes.set(id, { kind: 'opaque', text: `${SEGMENTS}.${id}`, fields: [segment.field.path] })
    } else {
      shapes.set(id, inlineSegments(shapeOf(segment.condition.text), shapes))
    }
  }
  return shapes
}

/** A shape with what its segments stand for in their place. */
export function inlineSegments(shape: Shape, segments: SegmentShapes): Shape {
  switch (shape.kind) {
    case 'all':
    case 'any':
      return { ...shape, parts: shape.parts.map((part) => inlineSegments(part, segments)) }
    case 'not':
      return { ...shape, part: inlineSegments(shape.part, segments) }
    case 'field':
      return shape.field.startsWith(PREFIX) ? inlined(shape, segments) : shape
    default:
      return shape
  }
}

const PREFIX = `${SEGMENTS}.`

function inlined(shape: Shape & { kind: 'field' }, segments: SegmentShapes): Shape {
  const { field, test } = shape
  const segment = segments.get(field.slice(PREFIX.length))
  const [only, ...more] = test.kind === 'one-of' ? test.values : []
  if (segment === undefined || only === undefined || more.length > 0) {
    // Whether it is known at all, or in one of both: nobody asks that of a segment.
    return { kind: 'opaque', text: JSON.stringify(shape), fields: [field] }
  }
  return only === true ? segment : { kind: 'not', part: segment }
}
