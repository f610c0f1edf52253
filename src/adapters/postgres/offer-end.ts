import type { RepId } from '../../domain/ids.ts'
import type { OfferEnd } from '../../ports/notification-log.ts'

/** An assignment, and who has its lead now. */
export type OfferRow = {
  readonly status: string
  readonly repId: RepId
  readonly repNow: RepId | null
  readonly offeredAt: Date
  readonly acknowledgedAt: Date | null
  readonly endedAt: Date | null
  readonly firstContactAt: Date | null
}

const ENDED = ['acknowledged', 'declined', 'expired', 'closed'] as const

/** How an offer ended; undefined while it stands. */
export function offerEnd(offer: OfferRow): OfferEnd | undefined {
  const { repId, repNow, offeredAt, endedAt, acknowledgedAt, firstContactAt } = offer
  const status = ENDED.find((one) => one === offer.status)
  if (status === undefined) return undefined
  return {
    status,
    at: endedAt ?? acknowledgedAt ?? offeredAt,
    repId: status === 'closed' ? (repNow ?? repId) : repId,
    firstContactAt: status === 'acknowledged' ? (firstContactAt ?? undefined) : undefined,
  }
}
