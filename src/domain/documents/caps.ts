import * as z from 'zod'
import { TIERS } from '../lead-event.ts'
import { Key } from './vocabulary.ts'

export const WINDOWS = ['hour', 'day', 'week'] as const
export type Window = (typeof WINDOWS)[number]

/**
 * How many leads a rep may be given: within a window, or at once. Leads of persons they own anyway
 * are not counted, and never held back.
 */
export const Cap = z
  .strictObject({
    most: z.int().min(1).max(100_000),
    /** Within an hour, a day or a week that begins on Monday, by the clock in the rep's time zone. */
    per: z.enum(WINDOWS).optional(),
    /** Within the last 60 minutes, 24 hours or 7 days, instead of by the clock. */
    rolling: z.boolean().optional(),
    /** At once: offered and not acknowledged, or had by them and without an outcome. */
    of: z.enum(['unacknowledged', 'open']).optional(),
    /** Counts, and holds back, leads of these tiers only; a lead without a tier is `cold`. */
    tiers: z.array(z.enum(TIERS)).min(1).optional(),
    /** Counts, and holds back, leads of these sources only. */
    sources: z.array(Key).min(1).optional(),
  })
  .refine(({ per, of }) => (per === undefined) !== (of === undefined), {
    error: 'say either `per: hour`, `day` or `week`, or `of: unacknowledged` or `open`',
  })
  .refine(({ per, rolling }) => rolling === undefined || per !== undefined, {
    path: ['rolling'],
    error: 'is about a window; say `per` as well',
  })
export type Cap = z.infer<typeof Cap>
