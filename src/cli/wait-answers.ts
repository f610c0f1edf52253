import * as z from 'zod'

const PassedOver = z
  .array(z.object({ poolId: z.string().optional(), name: z.string(), reason: z.string() }).loose())
  .default([])

/** One time that a rep got a lead. */
export const AssignmentAnswer = z
  .object({
    repId: z.string(),
    name: z.string(),
    reasonText: z.string(),
    coversFor: z.string().optional(),
    dropped: z.array(z.string()).optional(),
    by: z.string().optional(),
    passedOver: PassedOver,
  })
  .loose()

/** One time at which nobody could take a lead. */
export const WaitAnswer = z.object({
  at: z.string(),
  until: z.string().optional(),
  skipped: z.array(z.object({ name: z.string(), reason: z.string() }).loose()),
  passedOver: PassedOver,
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
