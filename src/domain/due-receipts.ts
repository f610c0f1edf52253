import type { Skipped } from './counted-time.ts'
import type { CountedBy } from './documents/sla.ts'
import type { AssignmentId, RepId } from './ids.ts'
import type { RecordedEvent } from './journey.ts'

/** By when one offer asked for an answer, why then, and when the answer came. Times in minutes. */
export type DueReceipt = {
  readonly assignmentId: AssignmentId
  readonly repId: RepId
  readonly offeredAt: Date
  readonly acknowledgeBy: Date
  readonly counted: CountedBy
  /** How many minutes were counted. */
  readonly minutes: number
  /** What was not counted, in order, and why. */
  readonly skipped: readonly (Skipped & { readonly minutes: number })[]
  /** When clocks were changed meanwhile, and by how much. */
  readonly clockChanges: readonly { readonly at: Date; readonly minutes: number }[]
  readonly policyId: string | undefined
  readonly answeredAt: Date | undefined
  /** How much too late the answer came; undefined when it was in time, or has not come. */
  readonly lateByMinutes: number | undefined
  /** How and when the offer ended without an answer that takes the lead; undefined while it stands. */
  readonly ended: { readonly at: Date; readonly how: OfferEnd } | undefined
}

/** Passed on by the rep; taken back when the time was up; or given to somebody else. */
export const OFFER_ENDS = ['declined', 'expired', 'closed'] as const
export type OfferEnd = (typeof OFFER_ENDS)[number]

/** The receipts of all offers of a lead, the first one first. */
export function dueReceipts(events: readonly RecordedEvent[]): readonly DueReceipt[] {
  return events.flatMap(({ type, at, data }) =>
    type === 'LeadAssigned' && data.acknowledgeBy !== undefined
      ? [receiptOf(at, data, events)]
      : [],
  )
}

type Data = RecordedEvent['data']
type Stored = { readonly from: string; readonly to: string; readonly why: Skipped['why'] }

function receiptOf(offeredAt: Date, data: Data, events: readonly RecordedEvent[]): DueReceipt {
  const acknowledgeBy = new Date(data.acknowledgeBy as string)
  const receipt = (data.receipt ?? {}) as {
    readonly counted?: CountedBy
    readonly minutes?: number
    readonly skipped?: readonly Stored[]
    readonly clockChanges?: readonly { readonly at: string; readonly minutes: number }[]
  }
  const answeredAt = answerTo(data.assignmentId, events)
  const late = answeredAt === undefined ? 0 : minutesBetween(acknowledgeBy, answeredAt)
  return {
    assignmentId: data.assignmentId as AssignmentId,
    repId: data.repId as RepId,
    ...{ offeredAt, acknowledgeBy },
    counted: receipt.counted ?? 'wall',
    minutes: receipt.minutes ?? minutesBetween(offeredAt, acknowledgeBy),
    skipped: (receipt.skipped ?? []).map(skippedFrom),
    clockChanges: (receipt.clockChanges ?? []).map(({ at, minutes }) => ({
      at: new Date(at),
      minutes,
    })),
    policyId: data.policyId as string | undefined,
    answeredAt,
    lateByMinutes: late > 0 ? late : undefined,
    ended: answeredAt === undefined ? endOf(data.assignmentId, events) : undefined,
  }
}

function skippedFrom({ from: start, to: end, why }: Stored) {
  const [from, to] = [new Date(start), new Date(end)]
  return { from, to, why, minutes: minutesBetween(from, to) }
}

/** Measured on after it was due, too: an answer that comes late is still an answer. */
const answerTo = (assignmentId: unknown, events: readonly RecordedEvent[]) =>
  events.find(
    ({ type, data }) => type === 'AssignmentAcknowledged' && data.assignmentId === assignmentId,
  )?.at

function endOf(assignmentId: unknown, events: readonly RecordedEvent[]): DueReceipt['ended'] {
  const end = events.find(({ type, data }) => ENDS.has(type) && data.assignmentId === assignmentId)
  const how = end && ENDS.get(end.type)
  return how && { at: end.at, how }
}

const ENDS: ReadonlyMap<string, OfferEnd> = new Map([
  ['AssignmentDeclined', 'declined'],
  ['AssignmentExpired', 'expired'],
  ['AssignmentClosed', 'closed'],
])

const minutesBetween = (from: Date, to: Date) =>
  Math.round((to.getTime() - from.getTime()) / 600) / 100
