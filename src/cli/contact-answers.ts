import * as z from 'zod'

const Join = z
  .object({
    id: z.string(),
    kind: z.enum(['join', 'split']),
    otherContactId: z.string(),
    at: z.string(),
    by: z.string(),
    leadIds: z.array(z.string()),
    inForce: z.boolean(),
  })
  .loose()
export type JoinAnswer = z.infer<typeof Join>

/** What the command line reads of a contact. */
export const ContactAnswer = z
  .object({
    id: z.string(),
    fields: z.record(z.string(), z.string().optional()),
    leadCount: z.number(),
    ownerRepId: z.string().optional(),
    history: z.array(Join),
    version: z.number(),
    shown: z.record(z.string(), z.object({ value: z.string(), rule: z.string() }).optional()),
    edits: z.array(
      z.object({ field: z.string(), kind: z.string(), at: z.string(), by: z.string() }).loose(),
    ),
  })
  .loose()
export type ContactAnswer = z.infer<typeof ContactAnswer>

const DuplicateItem = z
  .object({
    id: z.string(),
    kind: z.string(),
    contactId: z.string().optional(),
    otherContactId: z.string().optional(),
    reasons: z.array(z.string()),
    createdAt: z.string(),
  })
  .loose()
export type DuplicateItem = z.infer<typeof DuplicateItem>

export const DuplicateItems = z.object({
  items: z.array(DuplicateItem),
  nextCursor: z.string().nullable(),
})

export const JoinedAnswer = z.object({
  joinId: z.string(),
  contactId: z.string(),
  otherContactId: z.string(),
})

export const ResolvedAnswer = z.object({ kind: z.string() }).loose()
