import { isFailure } from '../domain/failure.ts'
import type { Log } from '../ports/log.ts'
import type { Notifier } from '../ports/notifier.ts'

/**
 * A channel that never keeps an alert back because it could not look whether it was sent already: a rep
 * would rather hear twice than never. Why it could not is told in the log.
 */
export function lookingNotifier(notifier: Notifier, log: Log): Notifier {
  const { channel, find } = notifier
  if (find === undefined) return notifier
  return {
    ...notifier,
    async find(notification, since) {
      try {
        return await find(notification, since)
      } catch (error) {
        if (!isFailure(error)) throw error
        const { code, message } = error
        log.warn(
          { channel, code, message },
          'Cannot look whether an alert was sent; it is sent again',
        )
        return undefined
      }
    },
  }
}
