import type { SendResult } from '../domain/delivery-schedule.ts'

/** One request to a receiver of events. */
export type EventRequest = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Sends events to whoever subscribed to them. */
export type EventSender = {
  /**
   * Resolves with how it ended, in bounded time: a receiver that misbehaves is expected. Rejects
   * only when the signal aborts.
   */
  send(request: EventRequest, signal: AbortSignal): Promise<SendResult>
  /** Closes idle connections. */
  close(): void
}
