import * as z from 'zod'

/** One thing that was found about documents. */
export const FindingBody = z.object({
  code: z.string(),
  level: z.enum(['error', 'warning', 'note']),
  message: z.string(),
  path: z.string().meta({ description: 'In the routing document, as `rules[2].when`.' }),
  file: z.string().optional(),
  line: z.int().optional(),
  column: z.int().optional(),
  witness: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .optional()
    .meta({ description: 'A lead that shows it; null is what it does not have.' }),
  leadId: z.string().optional().meta({ description: 'A past lead that shows it.' }),
  at: z.date().optional().meta({ description: 'When it will show next.' }),
  wasBefore: z.boolean().optional().meta({
    description: 'In a draft: the documents that it changes have it as well.',
  }),
})
