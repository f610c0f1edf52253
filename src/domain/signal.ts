import * as z from 'zod'
import type { VisitorId } from './ids.ts'

const Text = z.string().max(500)
const Address = z.string().max(4_000)

/**
 * One thing a visitor of a page did, as the page says it. `page-view`, `form-start`, `download`,
 * `webinar-minutes` (with the minutes as value) and `chat-message` are counted by name; any other
 * type is kept as well.
 */
export const SentSignal = z.strictObject({
  /** Made by the page, so that sending it again is harmless. */
  id: z.uuid().toLowerCase(),
  type: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,49}$/, 'use lower-case letters, digits and dashes, at most 50'),
  at: z.iso.datetime({ offset: true }),
  url: Address.optional(),
  title: Text.optional(),
  referrer: Address.optional(),
  value: z.number().min(-1e9).max(1e9).optional(),
  label: Text.optional(),
})
export type SentSignal = z.infer<typeof SentSignal>

/** A signal that is kept. */
export type Signal = Omit<SentSignal, 'at'> & {
  readonly at: Date
  /** One visit. */
  readonly sessionId: string
}

/** Signals that came together from one page. */
export type SignalBatch = {
  readonly sourceKey: string
  /** The browser over all visits; only with the person's consent. */
  readonly visitorId: VisitorId | undefined
  readonly sessionId: string
  readonly receivedAt: Date
  readonly signals: readonly SentSignal[]
}

/** A page that was offline for longer has no clock we could believe. */
export const OLDEST_MS = 7 * 24 * 3_600 * 1_000

/**
 * When it happened, by the clock of the browser as far as that can be: not after it was received,
 * and not longer before than a browser keeps what it could not send.
 */
export function heldTo(receivedAt: Date, at: string): Date {
  const received = receivedAt.getTime()
  return new Date(Math.min(received, Math.max(received - OLDEST_MS, Date.parse(at))))
}
