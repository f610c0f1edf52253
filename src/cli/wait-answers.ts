import * as z from 'zod'

/** One time at which nobody could take a lead. */
export const WaitAnswer = z.object({
  at: z.string(),
  until: z.string().optional(),
  skipped: z.array(z.object({ name: z.string(), reason: z.string() }).loose()),
})

/** One time at which data that came late spoke for another rule. */
export const LateRouteAnswer = z.object({
  at: z.string(),
  name: z.string(),
  ruleId: z.string(),
  verdict: z.string(),
})

/** One change of a ledger that was no pick, in credits. */
export const CreditChangeAnswer = z.object({
  kind: z.string(),
  poolId: z.string(),
  at: z.string(),
  name: z.string(),
  credits: z.number(),
  reason: z.string().optional(),
  by: z.string().optional(),
})
