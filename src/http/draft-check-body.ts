import * as z from 'zod'
import { FindingBody } from './finding-schema.ts'

/** What is known to be wrong, or perhaps not meant, in a draft. */
export const DraftCheckBody = z.object({
  at: z.date(),
  problems: z
    .array(
      z.object({
        file: z.string(),
        line: z.int().optional(),
        column: z.int().optional(),
        path: z.string(),
        named: z.string().optional(),
        reason: z.string(),
      }),
    )
    .readonly()
    .meta({ description: 'Mistakes. With any, it cannot be published.' }),
  findings: z.array(FindingBody).readonly(),
})
