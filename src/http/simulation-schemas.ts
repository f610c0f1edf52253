import * as z from 'zod'
import { LEAD_STATES, Target, whyTheyGotIt } from './lead-schemas.ts'

const listOf = <T extends z.ZodType>(item: T) => z.array(item).readonly()
const compared = <T extends z.ZodType>(figure: T) => z.object({ before: figure, after: figure })
const Count = compared(z.number())
const Maybe = z.number().optional()
const Name = compared(z.string().optional())

const Proof = z.object({
  decisions: z.int(),
  equal: z.int().meta({ description: 'How many came out byte for byte as they were recorded.' }),
  recordedDigest: z.string().meta({ description: 'SHA-256 of the decisions as recorded.' }),
  simulatedDigest: z.string().meta({ description: 'The same of those that were made again.' }),
  differences: listOf(
    z.object({
      leadId: z.string().optional(),
      poolId: z.string().optional(),
      at: z.date(),
      differs: listOf(
        z.object({
          path: z.string().meta({ description: 'Where, as `event.repId`.' }),
          recorded: z.unknown(),
          simulated: z.unknown(),
        }),
      ),
    }),
  ).meta({ description: 'The first 20.' }),
  erased: z.int().meta({ description: 'Routes of persons who were erased since.' }),
  ownersChanged: z.int().meta({ description: 'Owners that changed otherwise than by a lead.' }),
})

/** What a simulation came to; `before` is how it was. */
export const SimulationBody = z.object({
  from: z.date(),
  to: z.date(),
  documents: listOf(z.string()),
  leads: z.int(),
  proof: Proof,
  moved: z.object({
    all: z.int(),
    first: listOf(
      z.object({ leadId: z.string(), receivedAt: z.date(), rep: Name, rule: Name }),
    ).meta({ description: 'At most 500.' }),
  }),
  reps: listOf(
    z.object({
      repId: z.string(),
      leads: Count,
      gained: z.int(),
      lost: z.int(),
      offers: Count,
      busiestDay: Count,
    }),
  ),
  pools: listOf(z.object({ poolId: z.string(), picks: Count, worst: Count, end: Count })),
  unrouted: Count,
  waits: Count,
  meanWaitMs: compared(Maybe),
  stillWaiting: Count,
  defaultAcceptor: Count,
  inTime: z.object({ recorded: Maybe, before: Maybe, after: Maybe }),
  assumptions: listOf(z.string()),
})

/** A lead at a past moment. */
export const PastViewBody = z.object({
  leadId: z.string(),
  at: z.date(),
  revision: z.int(),
  state: z.enum(LEAD_STATES),
  repId: z.string().optional(),
  tier: z.string().optional(),
  triedRepIds: listOf(z.string()),
  ownerRepId: z.string().optional(),
  route: z
    .object({
      revision: z.int(),
      ruleId: z.string(),
      chain: listOf(Target),
      rules: listOf(
        z.object({
          ruleId: z.string(),
          verdict: z.enum(['true', 'false', 'unknown']),
          saw: z.record(z.string(), z.unknown()),
        }),
      ),
      owners: z.unknown().optional(),
    })
    .optional()
    .meta({ description: 'Missing for a person who was erased since.' }),
  candidates: listOf(
    z.object({
      repId: z.string(),
      poolId: z.string().optional(),
      skipped: z.string().optional(),
      presence: z.string(),
      offUntil: z.date().optional(),
      open: z.int().optional(),
      unacknowledged: z.int().optional(),
    }),
  ),
  pools: listOf(
    z.object({
      poolId: z.string(),
      sequence: z.int(),
      head: z.string(),
      credits: z.record(z.string(), z.number()).meta({ description: 'In leads; above 0 is owed.' }),
    }),
  ),
  wouldGet: z
    .union([
      z.object({ repId: z.string(), ...whyTheyGotIt }),
      z.object({ waitsUntil: z.date().optional() }),
    ])
    .optional(),
})
