import * as z from 'zod'

/** What the command line reads of a pool's standing. */
export const FairnessAnswer = z
  .object({
    poolId: z.string(),
    sequence: z.number(),
    members: z.array(
      z.object({
        repId: z.string(),
        weight: z.number().optional(),
        isThere: z.boolean(),
        entitled: z.number(),
        received: z.number(),
        credit: z.number(),
      }),
    ),
    coming: z.array(z.object({ repId: z.string(), tiedWith: z.array(z.string()) })),
  })
  .loose()
export type FairnessAnswer = z.infer<typeof FairnessAnswer>
