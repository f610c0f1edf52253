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

/** What an advertiser gives a name, the largest first. */
export const NAMED_KINDS = ['campaign', 'ad-group', 'ad', 'form'] as const

/** What an advertiser calls something of which leads know the id. */
const Name = z.strictObject({
  /** Where it is found under this id, for whoever reads the document. */
  platform: z.enum(['google-ads', 'meta', 'linkedin', 'tiktok', 'other']),
  kind: z.enum(NAMED_KINDS),
  // In quotes in YAML: as a number, a long id would lose its last digits.
  id: z.string('write the id in quotes').min(1).max(500),
  name: z.string().min(1).max(500),
})

/** Ids are looked up without their platform, because links do not say which it is. */
const Names = z
  .array(Name)
  .max(10_000)
  .superRefine((names, context) => {
    const seen = new Set<string>()
    for (const [index, { kind, id }] of names.entries()) {
      const key = `${kind} ${id}`
      if (seen.has(key)) {
        const message = `there is already a name for the ${kind} \`${id}\``
        context.addIssue({ code: 'custom', path: [index, 'id'], message })
      }
      seen.add(key)
    }
  })

/** The `attribution` document: what is kept of visits, and what ids of adverts are called. */
export const AttributionDocument = z
  .strictObject({ signals: Signals.prefault({}), names: Names.default([]) })
  .prefault({})
export type AttributionDocument = z.infer<typeof AttributionDocument>
