import type { RecordedEvent } from './journey.ts'

/** What became of a lead because data that came late speak for another rule. */
export type LateRouteExplained = {
  readonly at: Date
  /** Who had the lead. */
  readonly repId: string
  readonly name: string
  /** The rule that the data speak for, or `fallback`. */
  readonly ruleId: string
  /** `kept` because nobody who was there came before that rep. */
  readonly verdict: LateVerdict
}

export const LATE_VERDICTS = ['moved', 'swap-offered', 'swapped', 'kept'] as const
type LateVerdict = (typeof LATE_VERDICTS)[number]

/** What an event says about that; nothing for all others. */
export function explainLateRoute(
  event: RecordedEvent,
  nameOf: (repId: string) => string,
): readonly LateRouteExplained[] {
  const verdict = verdictOf(event)
  if (verdict === undefined) return []
  const { at, data } = event
  const repId = String(data.repId)
  return [{ at, repId, name: nameOf(repId), ruleId: String(data.ruleId), verdict }]
}

function verdictOf({ type, data }: RecordedEvent): LateVerdict | undefined {
  if (type === 'LateRouteFound') return data.verdict === 'kept' ? 'kept' : 'swap-offered'
  if (type !== 'AssignmentClosed') return undefined
  if (data.why === 'route-changed') return 'moved'
  return data.why === 'swapped' ? 'swapped' : undefined
}
