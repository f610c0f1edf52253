import type { Notifier } from '../../ports/notifier.ts'

/**
 * The product's own inbox. The alert's row is what a rep reads, and it is committed before any
 * channel is asked, so there is nothing left to send; the live feed tells open pages about it.
 */
export function inAppNotifier(): Notifier {
  return {
    channel: 'in-app',
    reaches: () => true,
    send: async ({ id }) => ({ providerId: id }),
  }
}
