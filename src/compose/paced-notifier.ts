import { Unavailable } from '../domain/failure.ts'
import type { Clock } from '../ports/clock.ts'
import type { Notification, Notifier } from '../ports/notifier.ts'
import { alertLine, type Lined } from './alert-line.ts'
import { vendorLimits } from './vendor-limits.ts'

/** When an alert may come again for which there was no room, in milliseconds. */
const NO_ROOM_MS = 1_000
/** A rep is not kept waiting longer before the next channel is tried, in milliseconds. */
const PATIENCE_MS = 3_000
/** So many may stand in line: as many as tasks run at once. */
const LONGEST_LINE = 256
/** After a pause fewer are served in the same time. */
const LONGEST_CAREFUL_LINE = 20
/** Where the vendor has one limit for all. */
const ALL = 'all'

type Pace = {
  readonly clock: Clock
  /** So many messages go to the vendor at once. */
  readonly atOnce: number
}

/**
 * A channel whose alerts go to the vendor the most urgent first, so that none waits behind less urgent
 * ones; and that is left alone until the time that the vendor named, for all alerts that count towards the
 * same limit (`Notifier.lane`) and not only the one that was turned away: asking on makes most vendors'
 * pauses longer. Until then alerts are rejected at once with `Unavailable` (`channel-resting`), and so are
 * those for which a place is not free within three seconds. Afterwards they go one by one, and one more at
 * once for each that is accepted: sent all together, chance would say which of them fit into the limit.
 * Changes of messages that were sent are not held: vendors count them on their own. Knows of its own
 * process only.
 */
export function pacedNotifier<Paced extends Notifier>(
  notifier: Paced,
  { clock, atOnce }: Pace,
): Paced {
  const limits = vendorLimits(clock, atOnce)
  const line = alertLine({
    send: attempt,
    places: limits.places,
    longest: (lane) => (limits.isCareful(lane) ? LONGEST_CAREFUL_LINE : LONGEST_LINE),
    patienceMs: PATIENCE_MS,
    tooLong: () => resting(notifier.channel, new Date(clock().getTime() + NO_ROOM_MS)),
  })

  async function attempt({ notification, lane }: Lined) {
    limits.asked(lane)
    try {
      const receipt = await notifier.send(notification)
      limits.accepted(lane)
      return receipt
    } catch (failure) {
      const named = failure instanceof Unavailable ? failure.notBefore : undefined
      // Where the adapter sees to its limits itself, others of the channel may go on.
      if (named !== undefined && laneOf(notification) !== undefined) heed(named, lane)
      throw failure
    }
  }

  function heed(named: Date, lane: string): void {
    const isAccounts = limits.reached(lane, named)
    line.clear(resting(notifier.channel, named), isAccounts ? undefined : lane)
  }

  const laneOf = ({ recipient }: Notification) =>
    notifier.lane === undefined ? ALL : notifier.lane(recipient)

  return {
    ...notifier,
    async send(notification) {
      const lane = laneOf(notification) ?? ALL
      const restsUntil = limits.restsUntil(lane)
      if (restsUntil !== undefined) throw resting(notifier.channel, restsUntil)
      const receipt = await line.stand({ notification, lane })
      if (line.isEmpty(lane)) limits.over(lane)
      if (line.isEmpty()) limits.over()
      return receipt
    },
  }
}

const resting = (channel: string, notBefore: Date) =>
  new Unavailable('channel-resting', `${channel} asked to be left alone`, { notBefore })
