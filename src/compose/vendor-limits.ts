import type { Clock } from '../ports/clock.ts'

/** Until when a vendor wants to be left alone, by one of its limits or the account's, and how it is tried then. */
export type VendorLimits = {
  /** A message of this lane goes to the vendor now. */
  asked(lane: string): void
  /** The vendor has taken a message of this lane, so that after a pause one more may go at once. */
  accepted(lane: string): void
  /**
   * A message of this lane was turned away until then. True when it is the account's limit: when no other
   * went there just before, for vendors do not say which of their limits it was.
   */
  reached(lane: string, until: Date): boolean
  /** Until when a message of this lane must wait; undefined when it may go. */
  restsUntil(lane: string): Date | undefined
  /** How many messages may go at once, in all or of one lane. */
  places(lane?: string): number
  /** Whether a limit was reached and nothing shows yet that it is over; the account's without a lane. */
  isCareful(lane?: string): boolean
  /** All that waited for a limit have gone; of the account's without a lane. Nothing while it rests. */
  over(lane?: string): void
}

type Limit = { until: Date; places: number }

/** No address of a vendor's is empty, so no lane is called so. */
const ACCOUNT = ''
/** Whoever got a message within this time may have had too many; in milliseconds. */
const JUST_BEFORE_MS = 2_000

/** A vendor that has named no time yet, and takes so many messages at once. */
export function vendorLimits(clock: Clock, atOnce: number): VendorLimits {
  const limits = new Map<string, Limit>()
  /** When the last two messages of each lane went; there are as many as reps, or fewer. */
  const asked = new Map<string, { readonly last: Date; readonly before: Date | undefined }>()

  const rests = (limit: string) => clock() < (limits.get(limit)?.until ?? clock())
  const isFirst = (lane: string) => {
    const before = asked.get(lane)?.before
    return before === undefined || clock().getTime() - before.getTime() > JUST_BEFORE_MS
  }
  const note = (limit: string, until: Date) => {
    if (until > (limits.get(limit)?.until ?? new Date(0))) limits.set(limit, { until, places: 1 })
  }

  return {
    asked: (lane) => void asked.set(lane, { last: clock(), before: asked.get(lane)?.last }),
    accepted(lane) {
      for (const name of [ACCOUNT, lane]) {
        const limit = limits.get(name)
        if (limit === undefined || rests(name)) continue
        limit.places += 1
        if (limit.places >= atOnce) limits.delete(name)
      }
    },
    reached(lane, until) {
      const isAccounts = isFirst(lane)
      note(isAccounts ? ACCOUNT : lane, until)
      return isAccounts
    },
    restsUntil(lane) {
      const resting = [ACCOUNT, lane].find(rests)
      return resting === undefined ? undefined : limits.get(resting)?.until
    },
    places: (lane = ACCOUNT) => limits.get(lane)?.places ?? atOnce,
    isCareful: (lane = ACCOUNT) => limits.has(lane),
    over(lane = ACCOUNT) {
      if (!rests(lane)) limits.delete(lane)
    },
  }
}
