import { createHash } from 'node:crypto'
import {
  decisionLine,
  type LoggedDecision,
  lineDifferences,
} from '../domain/simulation/decision-line.ts'
import type { ComparedLogs, Difference } from '../domain/simulation/report.ts'

/** Called with every decision: as it was recorded, and as it comes out now. */
export type OnLine = (recorded: string, simulated: string) => void

/** More than anybody reads; the first one mostly explains the others. */
const KEPT = 20

/** Compares decisions as they were recorded with those that come out now, byte by byte. */
export function compareLogs(onLine: OnLine) {
  const recordedDigest = createHash('sha256')
  /** Up to the first difference both logs are the same, and so are their digests. */
  let simulatedDigest: typeof recordedDigest | undefined
  const differences: Difference[] = []
  const count = { decisions: 0, equal: 0 }
  return {
    /** Whether both are the same. */
    compare(at: Date, recorded: LoggedDecision, simulated: LoggedDecision): boolean {
      const lines = [decisionLine(recorded), decisionLine(simulated)] as const
      count.decisions += 1
      onLine(...lines)
      const isEqual = lines[0] === lines[1]
      if (!isEqual) simulatedDigest ??= recordedDigest.copy()
      recordedDigest.update(`${lines[0]}\n`)
      simulatedDigest?.update(`${lines[1]}\n`)
      if (isEqual) count.equal += 1
      else if (differences.length < KEPT) {
        const { leadId, entries } = recorded
        const [poolId] = entries.map((entry) => entry.poolId)
        differences.push({ leadId, poolId, at, differs: lineDifferences(...lines) })
      }
      return isEqual
    },
    result: (): ComparedLogs => ({
      ...count,
      differences,
      recordedDigest: recordedDigest.copy().digest('hex'),
      simulatedDigest: (simulatedDigest ?? recordedDigest).copy().digest('hex'),
    }),
  }
}
