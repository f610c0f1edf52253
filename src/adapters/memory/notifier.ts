import { Refused } from '../../domain/failure.ts'
import type { Notification, Notifier } from '../../ports/notifier.ts'
import { type Faulty, faulty } from './memory-fault.ts'

/** A channel that keeps what it is given. `repIds` are the only reps it knows, when given. */
export function memoryNotifier(
  settings: { channel?: string; repIds?: readonly string[] } = {},
): Notifier & Faulty & { readonly sent: readonly Notification[] } {
  const { channel = 'memory', repIds } = settings
  const { failWith, perform } = faulty()
  const sent: Notification[] = []

  return {
    channel,
    sent,
    failWith,
    reaches: () => true,
    send: (notification) =>
      perform(() => {
        if (repIds?.includes(notification.recipient.repId) === false) {
          throw new Refused('memory-recipient-unknown', 'No such rep')
        }
        sent.push(notification)
        return { providerId: `${channel}:${sent.length}` }
      }),
  }
}
