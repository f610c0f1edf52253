import { formatterFor } from './formatters.ts'
import type { Reader } from './reader.ts'

const times = formatterFor(
  (locale, timeZone) =>
    new Intl.DateTimeFormat(locale, {
      ...{ hour: '2-digit', minute: '2-digit', timeZone, timeZoneName: 'short' },
    }),
)

/** Hours and minutes where the reader is, with the zone, since messages are passed on: `10:42 CET`. */
export const localTime = (at: Date, reader: Reader): string => times(reader).format(at)

const days = formatterFor(
  (locale, timeZone) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone }),
)

/** The day where the reader is, as they write it: `20 Nov 2026`. */
export const localDay = (at: Date, reader: Reader): string => days(reader).format(at)

const moments = formatterFor(
  (locale, timeZone) =>
    new Intl.DateTimeFormat(locale, {
      ...{ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
      ...{ timeZone, timeZoneName: 'short' },
    }),
)

/** Day and time where the reader is. */
export const localMoment = (at: Date, reader: Reader): string => moments(reader).format(at)
