import * as z from 'zod'

/** How many signals of visitors are kept, and for how long. */
const Signals = z.strictObject({
  /** Days after which they are deleted. */
  retentionDays: z.int().min(1).max(730).default(90),
  /** Of one visitor, or one session without a visitor; more on the same day are not kept. */
  perVisitorPerDay: z.int().min(1).max(10_000).default(500),
  /** Of one source. */
  perSourcePerDay: z.int().min(1).max(10_000_000).default(200_000),
})

/** The `attribution` document: what is kept of visits. */
export const AttributionDocument = z.strictObject({ signals: Signals.prefault({}) }).prefault({})
export type AttributionDocument = z.infer<typeof AttributionDocument>
