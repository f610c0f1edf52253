import * as z from 'zod'
import { STRATEGIES } from '../domain/pool-strategy.ts'
import { EVERYONE } from './who-may.ts'

const config = { roles: EVERYONE }
const tags = ['People']
const params = z.object({ id: z.string().max(63) })

const Owed = z.number().meta({
  description: 'In leads: what they are owed; below 0 when they are ahead.',
})

const Credits = z.record(z.string(), z.number())

/** An entry of a ledger, of whatever kind. */
export const LedgerEntry = z.object({
  version: z.int(),
  kind: z.string().meta({
    description: 'pick, refund, adjustment, calibration, removal or expiry. Fields differ by kind.',
  }),
  poolId: z.string(),
  sequence: z.int(),
  repId: z.string(),
  at: z.date(),
  revision: z.int(),
  leadId: z.uuid().optional(),
  assignmentId: z.uuid().optional(),
  seed: z.number().optional(),
  units: z.number().optional(),
  refundOf: z.int().optional(),
  reason: z.string().optional(),
  by: z.string().optional(),
  entitled: Credits,
  skipped: z.record(z.string(), z.string()).optional(),
  accruing: Credits.optional(),
  strategy: z.enum(STRATEGIES).optional(),
  seen: Credits.optional().meta({
    description: 'What the strategy saw of each: open leads, free places or levels.',
  }),
  worth: z.number().optional().meta({ description: 'What the lead cost, in credits.' }),
  credits: Credits,
  debts: z.record(z.string(), z.object({ units: z.number(), since: z.string() })),
  previousHash: z.string(),
  hash: z.string(),
})

const CatchUp = z
  .object({
    missed: z.number(),
    gets: z.object({ weight: z.number(), of: z.number() }).optional(),
    leads: z.number().optional().meta({ description: 'About how many leads until level.' }),
  })
  .optional()
  .meta({ description: 'Of a member who catches up on what they missed.' })

export const standingRoute = {
  config,
  schema: {
    tags,
    summary: 'Who is owed what in a pool, and whose turns come next',
    params,
    response: {
      200: z.object({
        poolId: z.string(),
        sequence: z.int().meta({ description: 'How many entries its ledger has.' }),
        head: z.string().meta({ description: 'The hash of the last.' }),
        strategy: z.enum(STRATEGIES),
        members: z
          .array(
            z.object({
              repId: z.string(),
              weight: z.number().optional().meta({ description: 'Absent for a former member.' }),
              isThere: z.boolean().meta({
                description: 'Whether the pool would give them a lead now.',
              }),
              isAtCap: z.boolean().meta({
                description: 'They are there, and a cap on leads of any kind leaves no place.',
              }),
              entitled: z.number(),
              received: z.number(),
              credit: Owed,
              catchUp: CatchUp,
            }),
          )
          .readonly(),
        coming: z
          .array(z.object({ repId: z.string(), tiedWith: z.array(z.string()).readonly() }))
          .readonly()
          .meta({
            description:
              'The next ten turns, if nobody comes or goes; none where they follow from more than credits.',
          }),
      }),
    },
  },
}

export const proofRoute = {
  config,
  schema: {
    tags,
    summary: 'Recompute every turn of a pool from its ledger',
    description:
      'Goes through the whole ledger. No `problems` mean that each lead went to whom it was due.',
    params,
    response: {
      200: z.object({
        poolId: z.string(),
        entries: z.int(),
        head: z.string().optional(),
        problems: z.array(z.object({ sequence: z.int(), problem: z.string() })).readonly(),
        members: z
          .array(
            z.object({
              repId: z.string(),
              entitled: z.number(),
              received: z.number(),
              refunded: z.number(),
              calibration: z.number().optional().meta({
                description: 'As many as a new member counts as having had before.',
              }),
              credit: Owed,
              missed: z.number().meta({ description: 'What they still catch up on.' }),
            }),
          )
          .readonly(),
        furthest: z
          .object({ leads: z.number(), repId: z.string(), sequence: z.int() })
          .optional()
          .meta({ description: 'The furthest anybody ever was from a fair share.' }),
        bound: z
          .object({ leads: z.number(), gaps: z.array(z.string()).readonly() })
          .meta({ description: 'What is proven to be the most; not so where there are `gaps`.' }),
      }),
    },
  },
}

export const exportRoute = {
  config,
  schema: {
    tags,
    summary: 'The whole ledger of a pool, oldest entry first, as JSON lines',
    description:
      'Ids and numbers only. `./stl fairness verify --file` recomputes it without a product.',
    params,
    response: {
      200: {
        description: 'One entry on each line.',
        content: { 'application/x-ndjson': { schema: z.string() } },
      },
    },
  },
}
