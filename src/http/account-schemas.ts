import * as z from 'zod'
import { ACCOUNT_COLUMNS } from '../domain/accounts/account-columns.ts'

const Text = z.string().trim().min(1).max(500)
/** Files separate several in one cell by these. */
const Listed = Text.regex(/^[^;|]+$/, 'without ; and |')

/** What can be said of an account; all of it but the name may be missing. */
export const AccountBody = z.strictObject({
  name: Text,
  otherNames: z.array(Listed).max(50).default([]),
  domains: z.array(z.string().trim().min(1).max(2_000)).max(200).default([]).meta({
    description: 'Domains or addresses of pages; the registrable domain of each is kept.',
  }),
  phone: Text.optional(),
  postalCode: Text.optional(),
  country: Text.optional().meta({ description: 'ISO 3166-1 alpha-2, or a name.' }),
  industry: Text.optional(),
  employees: z.number().min(0).optional(),
  annualRevenue: z.number().min(0).optional().meta({ description: 'Per year, in US dollars.' }),
  named: z.boolean().default(false).meta({ description: 'Somebody has chosen to sell to it.' }),
  parentId: z.uuid().optional(),
  ownerRepId: z.string().max(63).optional(),
  externalIds: z
    .record(z.string().regex(/^[a-z][a-z0-9-]{0,30}$/), Listed)
    .default({})
    .meta({ description: 'What other systems call it, by the name of the system.' }),
})

/** An account as it is shown. */
export const Account = z.object({
  id: z.uuid(),
  name: z.string(),
  otherNames: z.array(z.string()).readonly(),
  domains: z.array(z.string()).readonly(),
  phone: z.string().optional(),
  postalCode: z.string().optional(),
  country: z.string().optional(),
  industry: z.string().optional(),
  employees: z.number().optional(),
  annualRevenue: z.number().optional(),
  named: z.boolean(),
  parentId: z.uuid().optional(),
  ownerRepId: z.string().optional(),
  externalIds: z.record(z.string(), z.string()),
})

/** One account with those around it. */
export const AccountWithFamily = Account.extend({
  changedBy: z.string(),
  updatedAt: z.date(),
  parentName: z.string().optional(),
  subsidiaries: z
    .array(z.object({ id: z.uuid(), name: z.string() }))
    .readonly()
    .meta({ description: 'The first 200 by name.' }),
})

/** What became of a file, or would. */
export const ImportReport = z.object({
  applied: z.boolean().meta({
    description: 'False when nothing was changed: a trial, or problems in a strict import.',
  }),
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  problemCount: z.int(),
  problems: z
    .array(
      z.object({
        line: z.int(),
        column: z.enum(ACCOUNT_COLUMNS).optional(),
        reason: z.string(),
      }),
    )
    .readonly()
    .meta({ description: 'The first 1,000, by line.' }),
})
