import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { ADJUSTMENT_REASONS, REFUND_REASONS } from '../domain/credit-reason.ts'
import type { LeadId, PoolId, RepId } from '../domain/ids.ts'
import type { CreditDesk } from '../ports/credit-desk.ts'
import { callerOf } from './authenticate.ts'
import { LedgerEntry } from './fairness-schemas.ts'
import { IdPath } from './page-schema.ts'
import { MANAGERS } from './who-may.ts'

/** What these routes change. */
export type CreditPorts = { readonly credits: CreditDesk }

/** Changes of what members of a pool are owed, by those who run the place. */
export const creditRoutes: FastifyPluginAsyncZod<CreditPorts> = async (app, { credits }) => {
  app.post('/v1/leads/:id/refund', refundRoute, (request) =>
    credits.refund(request.params.id as LeadId, request.body.reason, callerOf(request).name),
  )

  app.post('/v1/pools/:id/adjustments', adjustRoute, (request) => {
    const { repId, credits: given, reason } = request.body
    const by = callerOf(request).name
    const adjustment = { repId: repId as RepId, credits: given, reason, by }
    return credits.adjust(request.params.id as PoolId, adjustment)
  })
}

const config = { roles: MANAGERS }
const response = { 200: LedgerEntry }

const refundRoute = {
  config,
  schema: {
    tags: ['Leads'],
    summary: 'Undo the turn that a lead cost its rep',
    description: 'The latest turn of the lead, once. No lead moves by it.',
    params: IdPath,
    body: z.strictObject({ reason: z.enum(REFUND_REASONS) }),
    response,
  },
}

const adjustRoute = {
  config,
  schema: {
    tags: ['People'],
    summary: 'Give a member of a pool credits, or take some',
    description: 'The other members pay by weight, so the sum stays 0.',
    params: z.object({ id: z.string().max(63) }),
    body: z.strictObject({
      repId: z.string().max(63),
      credits: z
        .number()
        .min(-100)
        .max(100)
        .refine((credits) => Math.abs(credits) >= 0.01, { error: 'at least 0.01 either way' }),
      reason: z.enum(ADJUSTMENT_REASONS),
    }),
    response,
  },
}
