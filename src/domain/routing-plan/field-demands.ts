import type { Condition, Conjunct } from '../condition.ts'
import { type Read, readsOf } from '../condition-reads.ts'
import { type Constant, shapeOfPart } from '../condition-shape.ts'

/** What a condition demands of one field: to be one of these values. */
export type FieldDemand = {
  readonly read: Read
  readonly values: readonly Constant[]
}

/** A demand that the index can look up, if a part of a condition is one. */
export function demandOf({ part }: Conjunct): FieldDemand | undefined {
  const shape = shapeOfPart(part)
  if (shape.kind !== 'field' || shape.test.kind !== 'one-of') return undefined
  const [read] = readsOf(part)
  return read && { read, values: shape.test.values }
}

/** What a condition demands of fields, one demand for each. */
export function demandsOf(condition: Condition): ReadonlyMap<string, FieldDemand> {
  const demands = new Map<string, FieldDemand>()
  for (const conjunct of condition.conjuncts) {
    const demand = demandOf(conjunct)
    if (demand === undefined) continue
    const { path } = demand.read
    const before = demands.get(path)
    const values = demand.values.filter((value) => before?.values.includes(value) ?? true)
    demands.set(path, { read: demand.read, values })
  }
  return demands
}
