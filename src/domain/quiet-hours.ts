import { Temporal } from 'temporal-polyfill'
import type { AlertPreferences } from './documents/alert-preferences.ts'
import { momentOn } from './moment-on.ts'

type QuietHours = NonNullable<AlertPreferences['quietHours']>

/**
 * When the quiet hours end that a moment lies in; undefined when it lies in none. They go by the wall
 * clock of the zone and may cross midnight; `from` belongs to them and `to` does not. Where a change of
 * clocks leaves out their end, they end when that hour would have come.
 */
export function quietUntil(
  quietHours: QuietHours | undefined,
  timeZone: string,
  at: Date,
): Date | undefined {
  if (quietHours === undefined) return undefined
  const today = Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
  const nights = [-1, 0].map((days) => nightFrom(today.add({ days }), quietHours, timeZone))
  return nights.find(({ from, to }) => from <= at && at < to)?.to
}

function nightFrom(date: Temporal.PlainDate, { from, to }: QuietHours, zone: string) {
  const isNextDay = to < from
  return {
    from: momentOn(date, from, zone),
    to: momentOn(isNextDay ? date.add({ days: 1 }) : date, to, zone),
  }
}
