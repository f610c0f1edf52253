import { Temporal } from 'temporal-polyfill'
import type { DigestTimes } from './documents/digest.ts'
import type { SlaDocument } from './documents/sla.ts'
import type { Rep, Schedule } from './documents/teams.ts'
import type { Lead } from './lead.ts'
import { momentOn } from './moment-on.ts'
import { availabilityAt } from './working-hours.ts'

/** A message for more leads would be too long for Slack, and for whoever reads it. */
export const MOST_IN_DIGEST = 20

const MINUTE_MS = 60_000
/** Long holidays are shorter. */
const MOST_DAYS = 31

/** When a lead that can wait is told to its rep; undefined for one that is told at once. */
export function digestTimesFor(
  { tier = 'cold', sourceKey }: Pick<Lead, 'tier' | 'sourceKey'>,
  { alerts }: Pick<Rep, 'alerts'>,
  { digest }: Pick<SlaDocument, 'digest'>,
): DigestTimes | undefined {
  if (digest === undefined || !digest.tiers.includes(tier)) return undefined
  if (digest.sources?.includes(sourceKey) === false) return undefined
  const own = alerts?.digest
  return own === 'off' ? undefined : (own ?? digest)
}

/** Whose working days count: a rep's, by a schedule with its holidays. */
export type DigestReader = { readonly timeZone: string; readonly schedule: Schedule | undefined }

/** An offer that can wait. */
export type WaitingOffer = {
  readonly offeredAt: Date
  /** When the first step of its escalation is due; undefined when none is. */
  readonly nextStepAt: Date | undefined
}

/**
 * When a lead is told at the latest: with the next digest of its rep, and before half of the time to the first
 * step of its escalation has passed, so that no digest makes a rep miss it.
 */
export function digestDueAt(
  times: DigestTimes,
  { offeredAt, nextStepAt }: WaitingOffer,
  reader: DigestReader,
): Date {
  const next = nextDigestAt(times, offeredAt, reader)
  if (nextStepAt === undefined) return next
  const half = (offeredAt.getTime() + nextStepAt.getTime()) / 2
  return new Date(Math.min(next.getTime(), half))
}

function nextDigestAt({ everyMinutes, at = [] }: DigestTimes, from: Date, reader: DigestReader) {
  if (everyMinutes !== undefined) {
    const ms = everyMinutes * MINUTE_MS
    return new Date((Math.floor(from.getTime() / ms) + 1) * ms)
  }
  const today = Temporal.Instant.fromEpochMilliseconds(from.getTime())
    .toZonedDateTimeISO(reader.timeZone)
    .toPlainDate()
  const coming = Array.from({ length: MOST_DAYS }, (_, days) => today.add({ days }))
    .flatMap((date) => at.map((time) => momentOn(date, time, reader.timeZone)))
    .filter((moment) => moment > from)
    .sort((a, b) => a.getTime() - b.getTime())
  const { schedule, timeZone } = reader
  const working = coming.find((moment) => availabilityAt(schedule, timeZone, moment).open)
  return working ?? coming[0] ?? from
}
