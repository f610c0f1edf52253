import { closestName, thereIsNo } from '../closest-name.ts'
import { type Condition, checkedCondition } from '../condition.ts'
import { CONDITION_FIELDS, SEGMENTS } from '../condition-fields.ts'
import { placeOfField, type Read } from '../condition-reads.ts'
import type { Path, ReferenceProblem } from '../document-references.ts'
import type { RoutingDocument } from '../documents/routing.ts'
import type { ScoringDocument } from '../documents/scoring.ts'
import { placeInText } from '../place-in-text.ts'
import { segmentsIn } from './segment-plan.ts'

/** A problem, and where within the text at its path. */
export type SegmentProblem = ReferenceProblem & {
  readonly within?: { readonly line: number; readonly column: number }
}

/** Segments that are named and not there, that need themselves, or look up what is no field. */
export function checkSegments(routing: RoutingDocument): readonly SegmentProblem[] {
  const { rules, segments = [] } = routing
  const ids = segments.map(({ id }) => id)
  const places = [
    ...rules.map(({ when }, index) => ({ when, path: ['rules', index, 'when'] })),
    ...segments.flatMap(({ when }, index) =>
      when === undefined ? [] : [{ when, path: ['segments', index, 'when'] }],
    ),
  ]
  return [
    ...places.flatMap(({ when, path }) => unknownIn(when, path, ids)),
    ...segments.flatMap(({ list }, index) => noField(list, ['segments', index, 'list'])),
    ...circles(routing),
  ]
}

/** Segments are the routing's; points that depended on them would hide what they are given for. */
export function segmentsInScores({ fit, interest }: ScoringDocument): readonly SegmentProblem[] {
  return Object.entries({ fit, interest }).flatMap(([part, rules]) =>
    rules.flatMap(({ when }, index) => {
      const [first] = namedIn(checkedCondition(when))
      if (first === undefined) return []
      const reason = 'segments are known in `routing` only; write out what this one asks for'
      const within = placeInText(when, first.node.start)
      return [{ kind: 'scoring', path: [part, index, 'when'], reason, within }]
    }),
  )
}

const namedIn = ({ reads }: Condition): readonly Read[] =>
  reads.filter(({ group }) => group === SEGMENTS)

function unknownIn(when: string, path: Path, ids: readonly string[]): readonly SegmentProblem[] {
  return namedIn(checkedCondition(when))
    .filter(({ field }) => !ids.includes(field))
    .map(({ field, node }) => {
      const reason = thereIsNo('segment', field, ids)
      return { kind: 'routing', path, reason, within: placeInText(when, node.start) }
    })
}

/** Fields that hold one text, which is what lists are of. */
const TEXTS = Object.entries(CONDITION_FIELDS).flatMap(([group, fields]) =>
  Object.entries(fields).flatMap(([field, type]) =>
    type === 'string' ? [`${group}.${field}`] : [],
  ),
)

/** Whether a list can be of the values of this field. */
export const isListable = (path: string): boolean =>
  TEXTS.includes(path) || (placeOfField(path)?.key ?? '') !== ''

/** That lists cannot be of this field, with the one that was most likely meant. */
export function notListable(path: string): string {
  if (placeOfField(path) !== undefined) return `\`${path}\` is no text; lists are of texts`
  const meant = TEXTS.find((one) => one.endsWith(`.${path}`)) ?? closestName(path, TEXTS)
  return `there is no field \`${path}\`${meant === undefined ? '' : `; did you mean \`${meant}\`?`}`
}

function noField(list: string | undefined, path: Path): readonly SegmentProblem[] {
  if (list === undefined || isListable(list)) return []
  return [{ kind: 'routing', path, reason: notListable(list) }]
}

/** Each circle once, at the segment in it that stands first. */
function circles({ segments = [] }: RoutingDocument): readonly SegmentProblem[] {
  const needs = new Map(
    segments.map(({ id, when }) => {
      return [id, when === undefined ? [] : [...segmentsIn(checkedCondition(when))]] as const
    }),
  )
  const told = new Set<string>()
  return segments.flatMap(({ id }, index) => {
    const circle = told.has(id) ? undefined : wayBack(id, needs)
    if (circle === undefined) return []
    for (const one of circle) told.add(one)
    const way = [...circle, id].map((one) => `\`${one}\``).join(' needs ')
    return [
      { kind: 'routing', path: ['segments', index, 'when'], reason: `goes in a circle: ${way}` },
    ]
  })
}

/** A way from a segment by what it needs back to itself, without its end. */
function wayBack(
  id: string,
  needs: ReadonlyMap<string, readonly string[]>,
  way: readonly string[] = [id],
  seen = new Set<string>(),
): readonly string[] | undefined {
  for (const next of needs.get(way.at(-1) ?? '') ?? []) {
    if (next === id) return way
    if (seen.has(next)) continue
    seen.add(next)
    const found = wayBack(id, needs, [...way, next], seen)
    if (found !== undefined) return found
  }
  return undefined
}
