import { shown } from '../condition.ts'
import { type Facts, SEGMENTS } from '../condition-fields.ts'
import { factAt } from '../condition-reads.ts'
import type { RouteTrace, SegmentLooked } from '../route.ts'
import { listedValue } from './listed-value.ts'
import type { PlannedSegment } from './segment-plan.ts'

/** One value to be looked up in the list of a segment. */
export type ListAsked = {
  readonly segment: string
  readonly field: string
  readonly value: string
}

/** Whether a list holds what was asked, and which version of it said so. */
export type ListAnswer = { readonly version: number; readonly member: boolean }

/** What lists hold, by segment. A segment whose list was never loaded is not among them. */
export type ListAnswers = ReadonlyMap<string, ListAnswer>

/** What lists said when a lead was routed. Lists that were not asked then are not among them. */
export function answersSeen(trace: RouteTrace | undefined): ListAnswers {
  const said = (trace?.segments ?? []).flatMap(({ id, version, verdict }) =>
    version === undefined ? [] : [[id, { version, member: verdict === 'true' }] as const],
  )
  return new Map(said)
}

/** What has to be looked up to know the segments of a lead; nothing where no rule needs a list. */
export function listsAsked(
  segments: readonly PlannedSegment[],
  facts: Facts,
): readonly ListAsked[] {
  return segments.flatMap((segment) => {
    if (segment.kind !== 'list') return []
    const value = valueFor(segment, facts)
    return value === undefined ? [] : [{ segment: segment.id, field: segment.field.path, value }]
  })
}

function valueFor({ field }: PlannedSegment & { kind: 'list' }, facts: Facts) {
  const value = factAt(field, facts)
  return typeof value === 'string' ? listedValue(field.path, value) : undefined
}

/**
 * Says in which segments a lead is, and adds that to its facts. Of a list about which there is no answer
 * the facts may tell. Unknown is what a segment's condition is unknown about, a list whose field is
 * missing, and one that was never loaded.
 */
export function judgeSegments(
  segments: readonly PlannedSegment[],
  facts: Facts,
  answers: ListAnswers,
): { readonly facts: Facts; readonly looked: readonly SegmentLooked[] } {
  if (segments.length === 0) return { facts, looked: [] }
  const known: Record<string, boolean> = {}
  const seen: Facts = { ...facts, [SEGMENTS]: known }
  const looked = segments.map((segment) => {
    const one = segment.kind === 'list' ? lookUp(segment, facts, answers) : judge(segment, seen)
    if (one.verdict !== 'unknown') known[segment.id] = one.verdict === 'true'
    return one
  })
  return { facts: seen, looked }
}

function judge({ id, condition }: PlannedSegment & { kind: 'rule' }, facts: Facts): SegmentLooked {
  return { id, ...condition.evaluate(facts) }
}

function lookUp(
  segment: PlannedSegment & { kind: 'list' },
  facts: Facts,
  answers: ListAnswers,
): SegmentLooked {
  const { id, field } = segment
  const saw = { [field.path]: shown(factAt(field, facts)) }
  const answer = answers.get(id)
  const member = answer?.member ?? factAt({ group: SEGMENTS, field: id, key: undefined }, facts)
  if (typeof member !== 'boolean') return { id, verdict: 'unknown', saw }
  return { id, verdict: member ? 'true' : 'false', saw, ...(answer && { version: answer.version }) }
}

/** The facts with the segments that follow from them. Who is in a list is taken from the facts themselves. */
export const judgeGivenSegments = (segments: readonly PlannedSegment[], facts: Facts): Facts =>
  judgeSegments(segments, facts, new Map()).facts
