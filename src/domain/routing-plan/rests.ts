import type { Condition } from '../condition.ts'
import type { Facts } from '../condition-fields.ts'
import { textOf } from '../condition-shape.ts'
import type { Verdict } from '../route.ts'
import { demandOf } from './field-demands.ts'

/** A part of conditions that no index settles: it is evaluated. */
export type Rest = (facts: Facts) => Verdict

/** What is left of conditions beside their demands; parts that read the same are one. */
export function restsOf(conditions: readonly Condition[]): {
  readonly rests: readonly Rest[]
  /** Which rests each condition has, by its place. */
  readonly ofPlace: readonly (readonly number[])[]
} {
  const rests: Rest[] = []
  const known = new Map<string, number>()
  const ofPlace = conditions.map(({ conjuncts }) =>
    conjuncts.flatMap((conjunct) => {
      if (demandOf(conjunct) !== undefined) return []
      const text = textOf(conjunct.part)
      const place = known.get(text) ?? rests.push(conjunct.judge) - 1
      known.set(text, place)
      return [place]
    }),
  )
  return { rests, ofPlace }
}
