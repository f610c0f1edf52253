import type { Reader } from './reader.ts'
import { USUAL_LOCALE } from './words-of.ts'

/** Hours and minutes where the reader is, with the zone, since messages are passed on: `10:42 CET`. */
export const localTime = (at: Date, { locale = USUAL_LOCALE, timeZone = 'UTC' }: Reader): string =>
  new Intl.DateTimeFormat(locale, {
    ...{ hour: '2-digit', minute: '2-digit', timeZone, timeZoneName: 'short' },
  }).format(at)

/** The day where the reader is, as they write it: `20 Nov 2026`. */
export const localDay = (at: Date, { locale = USUAL_LOCALE, timeZone = 'UTC' }: Reader): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone }).format(at)

/** Day and time where the reader is. */
export const localMoment = (at: Date, { locale = USUAL_LOCALE, timeZone = 'UTC' }: Reader) =>
  new Intl.DateTimeFormat(locale, {
    ...{ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
    ...{ timeZone, timeZoneName: 'short' },
  }).format(at)
