import type { Shape, Test } from '../condition-shape.ts'
import type { Verdict } from '../route.ts'
import { ANOTHER, type FieldValue, MISSING } from './field-values.ts'

/** What is settled about an imagined lead: values of fields, and what opaque parts come to. */
export type World = ReadonlyMap<string, FieldValue | Verdict>

/** The key under which a world holds what an opaque part comes to. */
export const opaqueKey = (text: string) => `${OPAQUE}${text}`
const OPAQUE = 'opaque '

/** Whether a world leans on a part that nobody can reason about; it may then not exist. */
export const isAssumed = (world: World): boolean =>
  [...world.keys()].some((key) => key.startsWith(OPAQUE))

/** What a condition comes to in a world; `open` as long as that is not settled. */
export type Outcome = Verdict | 'open'

/** Judges a shape as the condition itself would be judged, in three values, and `open`. */
export function outcomeIn(world: World, shape: Shape): Outcome {
  switch (shape.kind) {
    case 'constant':
      return shape.value ? 'true' : 'false'
    case 'not':
      return OPPOSITES[outcomeIn(world, shape.part)]
    case 'all':
      return combined(world, shape.parts, 'false')
    case 'any':
      return combined(world, shape.parts, 'true')
    case 'opaque':
      return (world.get(opaqueKey(shape.text)) as Verdict | undefined) ?? 'open'
    case 'field': {
      const value = world.get(shape.field) as FieldValue | undefined
      return value === undefined ? 'open' : tested(shape.test, value)
    }
  }
}

const OPPOSITES = { true: 'false', false: 'true', unknown: 'unknown', open: 'open' } as const

function combined(world: World, parts: readonly Shape[], settledBy: 'true' | 'false'): Outcome {
  let open = false
  let unknown = false
  for (const part of parts) {
    const outcome = outcomeIn(world, part)
    if (outcome === settledBy) return outcome
    open ||= outcome === 'open'
    unknown ||= outcome === 'unknown'
  }
  if (open) return 'open'
  if (unknown) return 'unknown'
  return settledBy === 'true' ? 'false' : 'true'
}

function tested(test: Test, value: FieldValue): Verdict {
  if (test.kind === 'present') return value === MISSING ? 'false' : 'true'
  if (value === MISSING) return 'unknown'
  return meets(test, value) ? 'true' : 'false'
}

function meets(test: Exclude<Test, { kind: 'present' }>, value: FieldValue): boolean {
  if (test.kind === 'one-of') return value !== ANOTHER && test.values.some((it) => it === value)
  if (value === test.bound) return test.orEqual
  return typeof value === 'number' && (test.kind === 'below') === value < test.bound
}
