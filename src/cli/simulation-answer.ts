import * as z from 'zod'

const compared = <T extends z.ZodType>(figure: T) => z.object({ before: figure, after: figure })
const Count = compared(z.number())
const Maybe = z.number().optional()
const Name = z.object({ before: z.string().optional(), after: z.string().optional() })

/** What `POST /v1/simulations` answers, as far as it is shown. */
export const SimulationAnswer = z.object({
  from: z.string(),
  to: z.string(),
  documents: z.array(z.string()),
  leads: z.number(),
  proof: z.object({
    decisions: z.number(),
    equal: z.number(),
    recordedDigest: z.string(),
    simulatedDigest: z.string(),
    erased: z.number(),
    ownersChanged: z.number(),
    differences: z.array(
      z.object({
        leadId: z.string().optional(),
        poolId: z.string().optional(),
        at: z.string(),
        differs: z.array(
          z.object({
            path: z.string(),
            recorded: z.unknown().optional(),
            simulated: z.unknown().optional(),
          }),
        ),
      }),
    ),
  }),
  moved: z.object({
    all: z.number(),
    first: z.array(z.object({ leadId: z.string(), receivedAt: z.string(), rep: Name, rule: Name })),
  }),
  reps: z.array(
    z.object({
      repId: z.string(),
      leads: Count,
      gained: z.number(),
      lost: z.number(),
      offers: Count,
      busiestDay: Count,
    }),
  ),
  pools: z.array(z.object({ poolId: z.string(), picks: Count, worst: Count, end: Count })),
  unrouted: Count,
  waits: Count,
  meanWaitMs: z.object({ before: Maybe, after: Maybe }),
  stillWaiting: Count,
  defaultAcceptor: Count,
  inTime: z.object({ recorded: Maybe, before: Maybe, after: Maybe }),
  assumptions: z.array(z.string()),
})
export type SimulationAnswer = z.infer<typeof SimulationAnswer>
