import * as z from 'zod'

/** A day, or a moment with its offset. */
export const Moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })], {
  error: 'is a day, as 2026-03-02, or a moment, as 2026-03-02T14:30:00Z',
})

/** The time a query names, as far as it names one. */
export type AskedTime = { readonly from?: string | undefined; readonly to?: string | undefined }

const DAY_MS = 24 * 3_600 * 1_000
/** What is looked at when nobody says: long enough for outcomes, short enough to be about now. */
const DEFAULT_DAYS = 30

/** From when until when: what is asked for, else the 30 days before `to`, else before now. */
export function timeAsked({ from, to }: AskedTime, now: Date) {
  const until = to === undefined ? now : new Date(to)
  const since = from === undefined ? until.getTime() - DEFAULT_DAYS * DAY_MS : Date.parse(from)
  return { from: new Date(since), to: until }
}
