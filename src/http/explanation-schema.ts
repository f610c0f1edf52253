import * as z from 'zod'
import { LATE_VERDICTS } from '../domain/explain-late-routes.ts'
import { TIERS } from '../domain/lead-event.ts'
import { CREDIT_KINDS } from '../domain/ledger.ts'
import { ACCOUNT_EVIDENCE } from '../domain/matching/account-verdict.ts'
import { MATCH_VERDICTS } from '../domain/matching/match-verdict.ts'
import { TIE_BREAKERS } from '../domain/matching/tie-breakers.ts'
import { STRATEGIES } from '../domain/pool-strategy.ts'
import { DueReceipt } from './due-receipt-schema.ts'
import { Target, whyTheyGotIt } from './lead-schemas.ts'

const listOf = <T extends z.ZodType>(item: T) => z.array(item).readonly()

const Score = z.object({
  total: z.number(),
  fit: z.number(),
  interest: z.number(),
  tier: z.enum(TIERS).optional(),
  reasons: listOf(
    z.object({
      id: z.string(),
      kind: z.enum(['fit', 'interest']),
      points: z.number(),
      reason: z.string(),
    }),
  ),
  unknown: listOf(z.string()).meta({
    description: 'Rules that could not be decided because a field was missing.',
  }),
})

const Verdict = z.enum(['true', 'false', 'unknown'])
const Saw = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))

const Route = z.object({
  revision: z.int(),
  ruleId: z.string().optional().meta({ description: 'Absent when no rule matched.' }),
  rules: listOf(
    z.object({
      ruleId: z.string(),
      name: z.string(),
      verdict: Verdict,
      saw: Saw,
      ruledOutBy: z.string().optional().meta({
        description: 'The field whose value the index of rules found to be none the rule takes.',
      }),
    }),
  ),
  segments: listOf(
    z.object({
      id: z.string(),
      verdict: Verdict,
      saw: Saw,
      version: z.int().optional().meta({ description: 'Of the list that was looked in.' }),
    }),
  ).optional(),
  chain: listOf(Target),
  owners: listOf(
    z.object({
      of: z.enum(['account', 'parent-account']),
      repId: z.string(),
      verdict: z.enum(['first', 'inactive', 'off']),
    }),
  ).optional(),
})

const PoolPick = z.object({
  poolId: z.string(),
  sequence: z.int(),
  at: z.date(),
  revision: z.int(),
  repId: z.string(),
  strategy: z.enum(STRATEGIES),
  worth: z.number().meta({ description: 'What the lead cost, in credits.' }),
  candidates: listOf(
    z.object({
      repId: z.string(),
      name: z.string(),
      picked: z.boolean(),
      weight: z.number().optional(),
      skipped: z.string().optional(),
      seen: z.number().optional().meta({
        description: 'What the strategy saw of them: open leads, free places or levels.',
      }),
      creditBefore: z.number(),
      creditAfter: z.number(),
    }),
  ),
})

/** What comparing a lead with known contacts came to. */
export const MatchFinding = z.object({
  verdict: z.enum(MATCH_VERDICTS),
  contactId: z.uuid().optional().meta({ description: 'The contact that resembles it most.' }),
  bits: z.number().optional().meta({
    description: 'Odds that it is that contact, in doublings: 0 is even, 10 a thousand to one.',
  }),
  fields: listOf(z.object({ field: z.string(), level: z.string(), bits: z.number() })),
  priorBits: z.number().meta({ description: 'What speaks against any two being one.' }),
  compared: z.int().meta({ description: 'How many contacts were compared.' }),
  weights: z.int().meta({ description: 'Which weights decided: 0 the shipped ones.' }),
})

const Person = z.object({
  contactId: z.uuid(),
  by: z.string().meta({ description: 'email, phone, likeness, or new and none.' }),
  comparison: MatchFinding.optional(),
})

const AccountOfLead = z.object({
  finding: z.object({
    matches: listOf(
      z.object({
        accountId: z.uuid(),
        by: z.enum(ACCOUNT_EVIDENCE),
        agreeing: listOf(z.enum(['domain', 'phone', 'postal-code'])),
        likeness: z.number().meta({ description: 'Of the names; 1 for the same name.' }),
      }),
    ).meta({ description: 'Accounts that match, at most 5; the lead belongs to the first.' }),
    decidedBy: z.enum([...TIE_BREAKERS, 'id']).optional(),
    compared: z.int(),
  }),
  facts: z
    .object({
      id: z.uuid(),
      name: z.string(),
      domain: z.string().optional(),
      country: z.string().optional(),
      named: z.boolean(),
      ownerId: z.string().optional(),
      parentId: z.uuid().optional(),
      parentName: z.string().optional(),
      parentOwnerId: z.string().optional(),
    })
    .optional(),
})

const PassedOver = listOf(
  z.object({
    poolId: z.string().optional().meta({ description: 'Absent for a rep by name, or the owner.' }),
    ...{ repId: z.string(), name: z.string(), reason: z.string() },
  }),
).meta({ description: 'Who would have had it before, in order, and why they did not.' })

/** Why this contact, why this score, why this route, why this rep and not another. */
export const Explanation = z.object({
  acknowledgements: z.array(DueReceipt).readonly().meta({
    description: 'By when each offer was to be answered, and which minutes were counted.',
  }),
  leadId: z.uuid(),
  person: Person.optional(),
  account: AccountOfLead.optional(),
  score: Score.optional(),
  route: Route.optional(),
  assignments: listOf(
    z.object({
      at: z.date(),
      repId: z.string(),
      name: z.string(),
      ...whyTheyGotIt,
      revision: z.int().optional(),
      coversFor: z.string().optional(),
      dropped: listOf(z.string()).optional().meta({
        description: 'Wished skills that nobody had in time.',
      }),
      by: z.string().optional().meta({ description: 'Who gave it by hand.' }),
      passedOver: PassedOver,
    }),
  ),
  picks: listOf(PoolPick),
  waits: listOf(
    z.object({
      at: z.date(),
      until: z.string().optional().meta({ description: 'When the first comes by the calendar.' }),
      skipped: listOf(z.object({ repId: z.string(), name: z.string(), reason: z.string() })),
      passedOver: PassedOver,
    }),
  ),
  lateRoutes: listOf(
    z.object({
      ...{ at: z.date(), repId: z.string(), name: z.string(), ruleId: z.string() },
      verdict: z.enum(LATE_VERDICTS),
    }),
  ).meta({ description: 'What data that came late had to say to who has it.' }),
  creditChanges: listOf(
    z.object({
      kind: z.enum(CREDIT_KINDS),
      poolId: z.string(),
      sequence: z.int(),
      at: z.date(),
      repId: z.string(),
      name: z.string(),
      credits: z.number(),
      reason: z.string().optional(),
      by: z.string().optional(),
    }),
  ),
  skippedStages: listOf(z.string()),
})
