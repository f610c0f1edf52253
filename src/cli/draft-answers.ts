import * as z from 'zod'
import { Finding } from './check-rules.ts'

/** One difference between documents, as the API tells it. */
export const ChangeAnswer = z.object({ text: z.string() }).loose()

/** One draft. */
export const DraftAnswer = z.object({
  number: z.number(),
  version: z.number(),
  state: z.string(),
  name: z.string(),
  files: z.array(z.object({ path: z.string(), text: z.string() })),
  message: z.string().optional(),
  basedOn: z.number(),
  activeRevision: z.number(),
  revision: z.number().optional(),
  review: z.string(),
  reviewRequired: z.boolean(),
  changes: z.array(ChangeAnswer),
  check: z.object({
    problems: z.array(
      z
        .object({
          file: z.string(),
          line: z.number().optional(),
          named: z.string().optional(),
          reason: z.string(),
        })
        .loose(),
    ),
    findings: z.array(Finding),
  }),
  steps: z.array(
    z.object({
      version: z.number(),
      kind: z.string(),
      at: z.string(),
      by: z.string(),
      words: z.string().optional(),
    }),
  ),
})
export type DraftAnswer = z.infer<typeof DraftAnswer>

/** Drafts in a list. */
export const DraftsAnswer = z.object({
  items: z.array(
    z
      .object({
        number: z.number(),
        version: z.number(),
        state: z.string(),
        name: z.string(),
        basedOn: z.number(),
        createdBy: z.string(),
        changedAt: z.string(),
        changedBy: z.string(),
      })
      .loose(),
  ),
})

/** What was published, or brought back. */
export const PublishedAnswer = z.object({
  revision: z.number(),
  restores: z.number().optional(),
  changes: z.array(ChangeAnswer),
  resumed: z.number(),
})

/** Revisions in a list. */
export const RevisionsAnswer = z.object({
  items: z.array(
    z.object({
      revision: z.number(),
      appliedAt: z.string(),
      appliedBy: z.string(),
      message: z.string().optional(),
      draft: z.number().optional(),
      restores: z.number().optional(),
    }),
  ),
})

/** What is different between two sets of documents. */
export const DiffAnswer = z.object({ from: z.number(), changes: z.array(ChangeAnswer) }).loose()
