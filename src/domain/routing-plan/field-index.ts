import type { Condition } from '../condition.ts'
import type { Facts } from '../condition-fields.ts'
import { factAt, type Read } from '../condition-reads.ts'
import type { Constant } from '../condition-shape.ts'
import { demandsOf } from './field-demands.ts'
import { addAll, addTo, type Positions, takeFrom } from './positions.ts'

/** What fields say about all conditions; `scratch` is for passing use, all of one length. */
export type Sets = {
  /** Conditions that are false because of a field. */
  readonly ruledOut: Positions
  /** Conditions that demand something of a field that is missing. */
  readonly open: Positions
  readonly scratch: Positions
}

/** What all conditions demand of one field. */
export type FieldIndex = {
  /** Adds what the field of a lead settles. */
  add(facts: Facts, sets: Sets): void
}

/** An index for every field of which any condition demands to be one of some values. */
export function fieldIndexesOf(conditions: readonly Condition[]): readonly FieldIndex[] {
  const fields = new Map<string, Demanded>()
  for (const [place, condition] of conditions.entries()) {
    for (const [path, { read, values }] of demandsOf(condition)) {
      const field = fields.get(path) ?? demanded(read, conditions.length)
      fields.set(path, field)
      addTo(field.asked, place)
      for (const value of new Set(values)) field.places.set(value, placesWith(field, value, place))
    }
  }
  return [...fields.values()].map((field) => ({
    add: (facts, sets) => addField(field, facts, sets),
  }))
}

type Demanded = {
  readonly read: Read
  /** Conditions that demand something of it. */
  readonly asked: Positions
  /** Those that a value satisfies. Lists, since most values are named by few conditions. */
  readonly places: Map<Constant, number[]>
}

const demanded = (read: Read, count: number): Demanded => ({
  read,
  asked: new Uint32Array(Math.ceil(count / 32)),
  places: new Map(),
})

function placesWith({ places }: Demanded, value: Constant, place: number): number[] {
  const list = places.get(value) ?? []
  list.push(place)
  return list
}

function addField({ read, asked, places }: Demanded, facts: Facts, sets: Sets): void {
  const value = factAt(read, facts)
  if (!isConstant(value)) {
    addAll(sets.open, asked)
    return
  }
  sets.scratch.set(asked)
  for (const place of places.get(value) ?? []) takeFrom(sets.scratch, place)
  addAll(sets.ruledOut, sets.scratch)
}

const isConstant = (value: unknown): value is Constant =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
