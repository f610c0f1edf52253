import * as z from 'zod'

/** What the command line reads of a pool's standing. */
export const FairnessAnswer = z
  .object({
    poolId: z.string(),
    sequence: z.number(),
    strategy: z.string(),
    members: z.array(
      z.object({
        repId: z.string(),
        weight: z.number().optional(),
        isThere: z.boolean(),
        isAtCap: z.boolean(),
        entitled: z.number(),
        received: z.number(),
        credit: z.number(),
        catchUp: z
          .object({
            missed: z.number(),
            gets: z.object({ weight: z.number(), of: z.number() }).optional(),
            leads: z.number().optional(),
          })
          .optional(),
      }),
    ),
    coming: z.array(z.object({ repId: z.string(), tiedWith: z.array(z.string()) })),
  })
  .loose()
export type FairnessAnswer = z.infer<typeof FairnessAnswer>

/** What the command line reads of an entry. */
export const EntryAnswer = z
  .object({ poolId: z.string(), sequence: z.number(), repId: z.string() })
  .loose()
