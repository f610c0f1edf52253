import * as z from 'zod'
import type { RepId } from '../ids.ts'
import { Key, TimeZone } from './vocabulary.ts'

export const HALVES = ['morning', 'afternoon'] as const

/**
 * Days on which a rep is not there, as people write them: from the first day to the last, both
 * included, or half of one day; noon parts the halves. `to` is the first day when left out.
 */
export const WrittenTimeOff = z
  .strictObject({
    from: z.iso.date(),
    to: z.iso.date().optional(),
    half: z.enum(HALVES).optional(),
    /** Whose midnight the days begin at; the rep's when left out. */
    timeZone: TimeZone.optional(),
    /** Who takes what comes for the rep by name meanwhile, instead of the cover they usually have. */
    cover: (Key as unknown as z.ZodType<RepId, string>).optional(),
  })
  .refine(({ from, to = from }) => from <= to, { path: ['to'], error: 'must not be before `from`' })
  .refine(({ from, to = from, half }) => half === undefined || from === to, {
    path: ['half'],
    error: 'is of one day; write the half day and the whole days as two',
  })
export type WrittenTimeOff = z.infer<typeof WrittenTimeOff>

/** The holidays of a country or an office, by name, which any number of schedules follow. */
export const HolidayCalendar = z.strictObject({
  id: Key,
  /** What each day is called: `2026-12-25: Christmas Day`. Whole days, in each rep's time zone. */
  days: z.record(z.iso.date(), z.string().min(1).max(200)),
})
export type HolidayCalendar = z.infer<typeof HolidayCalendar>
