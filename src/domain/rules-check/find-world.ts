import type { Shape } from '../condition-shape.ts'
import type { Verdict } from '../route.ts'
import type { FieldValue, FieldValues } from './field-values.ts'
import { type Outcome, opaqueKey, outcomeIn, type World } from './world.ts'

/** What a condition is wanted to come to: true, or anything but true. */
export type Goal = { readonly shape: Shape; readonly holds: boolean }

/**
 * A world in which all goals are met, `none` when there is none (which is certain, since opaque
 * parts were allowed to come to anything), or `gave-up` when the search would take too long.
 */
export type Sought = World | 'none' | 'gave-up'

/** Steps a search may take: a fraction of a second. */
const MOST_STEPS = 20_000

/** Looks for an imagined lead that meets all goals, by trying values field by field. */
export function findWorld(goals: readonly Goal[], values: FieldValues): Sought {
  const search = { world: new Map(), values, steps: 0 }
  const found = meets(goals, search)
  if (found === 'gave-up') return 'gave-up'
  return found ? search.world : 'none'
}

type Choice = FieldValue | Verdict
type Search = { readonly world: Map<string, Choice>; readonly values: FieldValues; steps: number }
type Found = boolean | 'gave-up'

function meets(goals: readonly Goal[], search: Search): Found {
  search.steps += 1
  if (search.steps > MOST_STEPS) return 'gave-up'
  const open: Goal[] = []
  for (const goal of goals) {
    const outcome = outcomeIn(search.world, goal.shape)
    if (outcome === 'open') open.push(goal)
    else if ((outcome === 'true') !== goal.holds) return false
  }
  const [first] = open
  return first === undefined || branch(first, open, search)
}

function branch(goal: Goal, open: readonly Goal[], search: Search): Found {
  const { world, values } = search
  const part = openPart(goal.shape, world)
  const key = part.kind === 'opaque' ? opaqueKey(part.text) : part.field
  const choices: readonly Choice[] =
    part.kind === 'opaque' ? VERDICTS : (values.get(part.field) ?? [])
  for (const choice of inOrder(key, choices, goal, world)) {
    world.set(key, choice)
    const found = meets(open, search)
    if (found !== false) return found
  }
  world.delete(key)
  return false
}

const VERDICTS: readonly Verdict[] = ['true', 'false', 'unknown']

type OpenPart = Extract<Shape, { kind: 'field' | 'opaque' }>

/** The first part that is not settled; there is one, since the whole is open. */
function openPart(shape: Shape, world: World): OpenPart {
  if (shape.kind === 'field' || shape.kind === 'opaque') return shape
  if (shape.kind === 'not') return openPart(shape.part, world)
  const parts = shape.kind === 'constant' ? [] : shape.parts
  const open = parts.find((part) => outcomeIn(world, part) === 'open')
  if (open === undefined) throw new Error('An open condition has no open part')
  return openPart(open, world)
}

/** Values that settle the goal as wanted come first; among them, those that rules name. */
function inOrder(
  key: string,
  choices: readonly Choice[],
  { shape, holds }: Goal,
  world: Map<string, Choice>,
): readonly Choice[] {
  const ranks = RANKS[holds ? 'wanted' : 'unwanted']
  const ranked = choices.map((choice): { choice: Choice; rank: number } => {
    world.set(key, choice)
    return { choice, rank: ranks[outcomeIn(world, shape)] }
  })
  world.delete(key)
  return ranked.sort((a, b) => a.rank - b.rank).map(({ choice }) => choice)
}

const RANKS: Readonly<Record<'wanted' | 'unwanted', Readonly<Record<Outcome, number>>>> = {
  wanted: { true: 0, open: 1, unknown: 2, false: 3 },
  unwanted: { false: 0, open: 1, unknown: 2, true: 3 },
}
