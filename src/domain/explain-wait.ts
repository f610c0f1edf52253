import { explainPassedOver, type PassedOverExplained } from './explain-passed-over.ts'
import type { RecordedEvent } from './journey.ts'

/** One time at which nobody could take a lead. */
export type WaitExplained = {
  readonly at: Date
  /** When the first of them comes back by the calendar. */
  readonly until: string | undefined
  readonly skipped: readonly {
    readonly repId: string
    readonly name: string
    readonly reason: string
  }[]
  readonly passedOver: readonly PassedOverExplained[]
}

/** The wait that an event tells of; none for any other event. */
export function explainWait(
  event: RecordedEvent,
  nameOf: (repId: string) => string,
): WaitExplained[] {
  const { type, at, data } = event
  if (type !== 'LeadPutOnWaitingList') return []
  const skipped = Object.entries((data.skipped ?? {}) as Readonly<Record<string, string>>)
  const until = typeof data.until === 'string' ? data.until : undefined
  const named = skipped.map(([repId, reason]) => ({ repId, name: nameOf(repId), reason }))
  return [{ at, until, skipped: named, passedOver: explainPassedOver(event, nameOf) }]
}
