import { Unavailable } from '../domain/failure.ts'
import type { Clock } from '../ports/clock.ts'
import type { Notification, Notifier } from '../ports/notifier.ts'
import { alertLine } from './alert-line.ts'

/** When an alert may come again for which there was no room, in milliseconds. */
const NO_ROOM_MS = 1_000

/**
 * A channel that is left alone until the time that it named, for all alerts and not only the one that was
 * turned away: asking on makes most vendors' pauses longer. Until then alerts are rejected at once with
 * `Unavailable` (`channel-resting`). Afterwards they go one by one, the most urgent first, until nobody
 * stands in line: sent all at once, chance would say which of them fit into the vendor's limit. Changes of
 * messages that were sent are not held: vendors count them on their own. Knows of its own process only.
 */
export function restingNotifier<Resting extends Notifier>(
  notifier: Resting,
  clock: Clock,
): Resting {
  let restsUntil = new Date(0)
  let isCareful = false
  const attempt = async (notification: Notification) => {
    try {
      return await notifier.send(notification)
    } catch (failure) {
      heed(failure)
      throw failure
    }
  }
  const soon = () => new Date(clock().getTime() + NO_ROOM_MS)
  const line = alertLine(attempt, () => resting(notifier.channel, soon()))

  function heed(failure: unknown): void {
    const named = failure instanceof Unavailable ? failure.notBefore : undefined
    if (named === undefined || named <= restsUntil) return
    restsUntil = named
    isCareful = true
    line.clear(resting(notifier.channel, named))
  }

  return {
    ...notifier,
    async send(notification) {
      if (clock() < restsUntil) throw resting(notifier.channel, restsUntil)
      if (!isCareful) return attempt(notification)
      const receipt = await line.stand(notification)
      if (line.isEmpty()) isCareful = clock() < restsUntil
      return receipt
    },
  }
}

const resting = (channel: string, notBefore: Date) =>
  new Unavailable('channel-resting', `${channel} asked to be left alone`, { notBefore })
