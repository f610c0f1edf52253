import * as z from 'zod'

/** Where nobody says otherwise; also for documents that are older than the setting. */
export const PRICING_PATHS: readonly string[] = ['/pricing']

/** How many signals of visitors are kept, and for how long. */
const Signals = z.strictObject({
  /** Days after which they are deleted. */
  retentionDays: z.int().min(1).max(730).default(90),
  /** Of one visitor, or one session without a visitor; more on the same day are not kept. */
  perVisitorPerDay: z.int().min(1).max(10_000).default(500),
  /** Of one source. */
  perSourcePerDay: z.int().min(1).max(10_000_000).default(200_000),
  /** Pages about prices, with those below them; `*` is any one part of a path. */
  pricingPaths: z
    .array(
      z
        .string()
        .max(200)
        .regex(/^\/[^?#\s]+$/, 'a path begins with / and has no ? or #'),
    )
    .max(50)
    .optional(),
})

/** The `attribution` document: what is kept of visits. */
export const AttributionDocument = z.strictObject({ signals: Signals.prefault({}) }).prefault({})
export type AttributionDocument = z.infer<typeof AttributionDocument>
