import type { RecordedEvent } from './journey.ts'
import type { PassedOver } from './lead-decided.ts'

/** One who would have had the lead before, and why they did not. */
export type PassedOverExplained = {
  /** The pool whose member they are; undefined for a rep by name, or the owner. */
  readonly poolId: string | undefined
  readonly repId: string
  readonly name: string
  readonly reason: string
}

/** Who came before those who got a lead, or are waited for; none for events that say nothing of it. */
export function explainPassedOver(
  { data }: RecordedEvent,
  nameOf: (repId: string) => string,
): PassedOverExplained[] {
  const targets = (data.passedOver ?? []) as readonly PassedOver[]
  return targets.flatMap(({ poolId, skipped }) =>
    Object.entries(skipped).map(([repId, reason]) => ({
      ...{ poolId, repId, name: nameOf(repId), reason },
    })),
  )
}
