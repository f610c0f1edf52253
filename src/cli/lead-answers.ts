import * as z from 'zod'
import { AccountOfLeadAnswer } from './account-answers.ts'
import { DueAnswer } from './due-text.ts'
import {
  AssignmentAnswer,
  CreditChangeAnswer,
  LateRouteAnswer,
  WaitAnswer,
} from './wait-answers.ts'

const Target = z.object({
  kind: z.string(),
  repId: z.string().optional(),
  poolId: z.string().optional(),
  owns: z.string().optional(),
  teamId: z.string().optional(),
})

const Touch = z
  .object({
    at: z.string(),
    channel: z.string(),
    utm: z.record(z.string(), z.string()).optional(),
    campaign: z.object({ id: z.string().optional(), name: z.string().optional() }).optional(),
    referrer: z.string().optional(),
  })
  .loose()
export type TouchAnswer = z.infer<typeof Touch>

const Named = z.object({ id: z.string().optional(), name: z.string().optional() })

/** What the command line reads of a lead. */
export const LeadAnswer = z
  .object({
    id: z.string(),
    state: z.string(),
    waitingFor: z.string().optional(),
    sourceKey: z.string(),
    receivedAt: z.string(),
    repId: z.string().optional(),
    acknowledgedAt: z.string().optional(),
    firstContactAt: z.string().optional(),
    score: z.number().optional(),
    tier: z.string().optional(),
    attribution: z
      .object({
        campaign: Named.optional(),
        adGroup: Named.optional(),
        ad: Named.optional(),
        form: Named.optional(),
      })
      .default({}),
    contact: z
      .object({ fields: z.record(z.string(), z.string()) })
      .loose()
      .optional(),
    parts: z
      .object({
        touches: z
          .object({ first: Touch, last: Touch, lastNonDirect: Touch.optional() })
          .optional(),
      })
      .loose()
      .default({}),
    deadLetters: z.array(z.object({ queue: z.string(), failure: z.string() }).loose()).default([]),
  })
  .loose()
export type LeadAnswer = z.infer<typeof LeadAnswer>

const Comparison = z
  .object({
    verdict: z.string(),
    contactId: z.string().optional(),
    bits: z.number().optional(),
    fields: z.array(z.object({ field: z.string(), level: z.string(), bits: z.number() })),
    priorBits: z.number(),
    compared: z.number(),
    weights: z.number(),
  })
  .loose()

/** What it reads of an explanation. */
export const ExplanationAnswer = z
  .object({
    acknowledgements: z.array(DueAnswer).default([]),
    person: z
      .object({ contactId: z.string(), by: z.string(), comparison: Comparison.optional() })
      .loose()
      .optional(),
    account: AccountOfLeadAnswer.optional(),
    score: z
      .object({
        total: z.number(),
        fit: z.number(),
        interest: z.number(),
        tier: z.string().optional(),
        reasons: z.array(
          z.object({ id: z.string(), kind: z.string(), points: z.number(), reason: z.string() }),
        ),
      })
      .loose()
      .optional(),
    route: z
      .object({
        ruleId: z.string().optional(),
        rules: z.array(
          z.object({
            ruleId: z.string(),
            name: z.string(),
            verdict: z.string(),
            saw: z.record(z.string(), z.unknown()),
            ruledOutBy: z.string().optional(),
          }),
        ),
        segments: z
          .array(
            z.object({
              id: z.string(),
              verdict: z.string(),
              saw: z.record(z.string(), z.unknown()),
              version: z.number().optional(),
            }),
          )
          .optional(),
        chain: z.array(Target),
      })
      .loose()
      .optional(),
    assignments: z.array(AssignmentAnswer),
    picks: z.array(
      z
        .object({
          poolId: z.string(),
          strategy: z.string(),
          worth: z.number(),
          candidates: z.array(
            z
              .object({
                name: z.string(),
                picked: z.boolean(),
                skipped: z.string().optional(),
                seen: z.number().optional(),
                creditBefore: z.number(),
                creditAfter: z.number(),
              })
              .loose(),
          ),
        })
        .loose(),
    ),
    waits: z.array(WaitAnswer).default([]),
    lateRoutes: z.array(LateRouteAnswer).default([]),
    creditChanges: z.array(CreditChangeAnswer).default([]),
    skippedStages: z.array(z.string()),
  })
  .loose()
export type ExplanationAnswer = z.infer<typeof ExplanationAnswer>

/** A page of leads. */
export const LeadsAnswer = z.object({
  items: z.array(LeadAnswer),
  nextCursor: z.string().nullable(),
})
export type LeadsAnswer = z.infer<typeof LeadsAnswer>
