import type { SubscriberHealth } from './subscription.ts'

/** How one attempt ended. What went wrong is named by a word that the log shows. */
export type SendResult =
  | { readonly outcome: 'accepted'; readonly status: number }
  | { readonly outcome: 'gone'; readonly status: number }
  | {
      readonly outcome: 'failed'
      readonly failure: SendFailure
      readonly status?: number
      /** Not before then, if the receiver said so. */
      readonly notBefore?: Date | undefined
    }

export type SendFailure =
  | 'answered-with-error'
  | 'redirected'
  | 'timeout'
  | 'unreachable'
  | 'broken-off'
  | 'address-not-allowed'
  | 'lead-gone'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Pauses after the first, second, ... failure of an event, three days in all; then it is given up. */
const PAUSES_MS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
]

/** A receiver that accepts nothing of so many batches in a row is left alone for a while. */
const FAILURES_TO_REST = 3
const SHORTEST_REST_MS = 15 * SECOND
const LONGEST_REST_MS = 30 * MINUTE

/** What happens to one event after one attempt. */
export type NextOfDelivery =
  | { readonly state: 'accepted' | 'failed'; readonly misses: number }
  | { readonly state: 'pending'; readonly misses: number; readonly nextAttemptAt: Date }

/** True while the receiver as a whole is down: one event at a time finds out whether it is back. */
export const isResting = ({ failures }: SubscriberHealth) => failures >= FAILURES_TO_REST

/**
 * How the receiver does after a batch. One accepted event makes it well; 410 disables it at once,
 * and so does a batch without success when the last one lies too many days back.
 */
export function healthAfter(
  before: SubscriberHealth & { readonly disableAfterDays: number },
  results: readonly SendResult[],
  now: Date,
  random: () => number = Math.random,
): SubscriberHealth {
  const { state, disabledBecause } = before
  const well = { failures: 0, failingSince: undefined, restUntil: undefined }
  if (results.some(({ outcome }) => outcome === 'gone')) {
    return { ...well, state: 'disabled', disabledBecause: 'gone' }
  }
  if (results.length === 0) return before
  if (results.some(({ outcome }) => outcome === 'accepted')) {
    return { ...well, state, disabledBecause }
  }
  const failures = before.failures + 1
  const failingSince = before.failingSince ?? now
  if (now.getTime() - failingSince.getTime() >= before.disableAfterDays * DAY) {
    const restUntil = undefined
    return { state: 'disabled', disabledBecause: 'failing', failures, failingSince, restUntil }
  }
  const restUntil = restAfter(failures, now, random)
  return { state, disabledBecause, failures, failingSince, restUntil }
}

function restAfter(failures: number, now: Date, random: () => number): Date | undefined {
  if (failures < FAILURES_TO_REST) return undefined
  const doubled = SHORTEST_REST_MS * 2 ** (failures - FAILURES_TO_REST)
  return later(now, Math.min(doubled, LONGEST_REST_MS), random)
}

/**
 * What becomes of an event after an attempt. While the receiver as a whole is down a failure is not
 * the event's, so it uses up none of its attempts; nor does 410, after which all waits.
 */
export function deliveryAfter(
  result: SendResult,
  misses: number,
  receiver: SubscriberHealth,
  now: Date,
  random: () => number = Math.random,
): NextOfDelivery {
  if (result.outcome === 'accepted') return { state: 'accepted', misses }
  if (result.outcome === 'gone' || isResting(receiver)) {
    return { state: 'pending', misses, nextAttemptAt: now }
  }
  const pauseMs = PAUSES_MS[misses]
  if (pauseMs === undefined) return { state: 'failed', misses: misses + 1 }
  const atMs = Math.max(later(now, pauseMs, random).getTime(), result.notBefore?.getTime() ?? 0)
  const nextAttemptAt = new Date(atMs)
  return { state: 'pending', misses: misses + 1, nextAttemptAt }
}

/** A fifth earlier or later, so that what failed together does not come back together. */
function later(now: Date, ms: number, random: () => number): Date {
  return new Date(now.getTime() + ms * (0.8 + 0.4 * random()))
}
