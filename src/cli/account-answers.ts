import * as z from 'zod'

/** What the command line reads of an account. */
export const AccountAnswer = z
  .object({
    id: z.string(),
    name: z.string(),
    otherNames: z.array(z.string()),
    domains: z.array(z.string()),
    phone: z.string().optional(),
    postalCode: z.string().optional(),
    country: z.string().optional(),
    industry: z.string().optional(),
    employees: z.number().optional(),
    annualRevenue: z.number().optional(),
    named: z.boolean(),
    parentId: z.string().optional(),
    ownerRepId: z.string().optional(),
    externalIds: z.record(z.string(), z.string()),
  })
  .loose()
export type AccountAnswer = z.infer<typeof AccountAnswer>

/** A page of accounts. */
export const AccountsAnswer = z.object({
  items: z.array(AccountAnswer),
  nextCursor: z.string().nullable(),
})

/** One account with those around it. */
export const AccountFileAnswer = AccountAnswer.extend({
  changedBy: z.string(),
  updatedAt: z.string(),
  parentName: z.string().optional(),
  subsidiaries: z.array(z.object({ id: z.string(), name: z.string() })),
})
export type AccountFileAnswer = z.infer<typeof AccountFileAnswer>

/** What became of a file, or would. */
export const ImportAnswer = z.object({
  applied: z.boolean(),
  created: z.number(),
  updated: z.number(),
  unchanged: z.number(),
  problemCount: z.number(),
  problems: z.array(
    z.object({ line: z.number(), column: z.string().optional(), reason: z.string() }),
  ),
})
export type ImportAnswer = z.infer<typeof ImportAnswer>

/** Which account a lead belongs to, and why. */
export const AccountOfLeadAnswer = z
  .object({
    finding: z.object({
      matches: z.array(
        z
          .object({
            accountId: z.string(),
            by: z.string(),
            agreeing: z.array(z.string()),
            likeness: z.number(),
          })
          .loose(),
      ),
      decidedBy: z.string().optional(),
      compared: z.number(),
    }),
    facts: z
      .object({
        name: z.string(),
        ownerId: z.string().optional(),
        parentName: z.string().optional(),
      })
      .loose()
      .optional(),
  })
  .loose()
export type AccountOfLeadAnswer = z.infer<typeof AccountOfLeadAnswer>
