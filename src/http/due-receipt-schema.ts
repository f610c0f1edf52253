import * as z from 'zod'
import { COUNTED_BY } from '../domain/documents/sla.ts'
import { OFFER_ENDS } from '../domain/due-receipts.ts'

/** By when an offer asked for an answer, and how that was counted. */
export const DueReceipt = z.object({
  assignmentId: z.uuid(),
  repId: z.string(),
  offeredAt: z.date(),
  acknowledgeBy: z.date(),
  counted: z.enum(COUNTED_BY),
  minutes: z.number().meta({ description: 'How many minutes were counted.' }),
  skipped: z
    .array(
      z.object({
        from: z.date(),
        to: z.date(),
        why: z.enum(['off-hours', 'holiday', 'time-off']),
        minutes: z.number(),
      }),
    )
    .readonly(),
  clockChanges: z.array(z.object({ at: z.date(), minutes: z.number() })).readonly(),
  policyId: z.string().optional(),
  answeredAt: z.date().optional(),
  lateByMinutes: z.number().optional(),
  ended: z
    .object({ at: z.date(), how: z.enum(OFFER_ENDS) })
    .optional()
    .meta({
      description: 'How the offer ended without an answer that takes the lead.',
    }),
})
