import { Unavailable } from '../domain/failure.ts'
import type { Clock } from '../ports/clock.ts'
import type { Notifier } from '../ports/notifier.ts'

/**
 * A channel that is left alone until the time that it named, for all alerts and not only the one that was
 * turned away: asking on makes most vendors' pauses longer, and what waits goes on by urgency when its time
 * has come. Until then alerts are rejected at once with `Unavailable` (`channel-resting`). Changes of messages
 * that were sent are not held: vendors count them on their own. Knows of its own process only.
 */
export function restingNotifier<Resting extends Notifier>(
  notifier: Resting,
  clock: Clock,
): Resting {
  let restsUntil = new Date(0)
  const heed = (failure: unknown) => {
    const named = failure instanceof Unavailable ? failure.notBefore : undefined
    if (named !== undefined && named > restsUntil) restsUntil = named
  }

  return {
    ...notifier,
    async send(notification) {
      if (clock() < restsUntil) throw resting(notifier.channel, restsUntil)
      try {
        return await notifier.send(notification)
      } catch (failure) {
        heed(failure)
        throw failure
      }
    },
  }
}

const resting = (channel: string, notBefore: Date) =>
  new Unavailable('channel-resting', `${channel} asked to be left alone`, { notBefore })
