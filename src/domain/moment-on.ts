import type { Temporal } from 'temporal-polyfill'

/** When it is that time on a day in a zone; `24:00` is the end of the day. */
export function momentOn(date: Temporal.PlainDate, time: string, timeZone: string): Date {
  const isEnd = time === '24:00'
  const day = isEnd ? date.add({ days: 1 }) : date
  const zoned = day.toZonedDateTime({ timeZone, plainTime: isEnd ? '00:00' : time })
  return new Date(zoned.epochMilliseconds)
}
