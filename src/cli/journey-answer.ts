import * as z from 'zod'

/** What the command line reads of a journey. Times in milliseconds since the lead was received. */
export const JourneyAnswer = z
  .object({
    decidedInMs: z.number().optional(),
    assignedInMs: z.number().optional(),
    acknowledgedInMs: z.number().optional(),
    contactedInMs: z.number().optional(),
    steps: z.array(
      z
        .object({
          type: z.string(),
          atMs: z.number(),
          tookMs: z.number(),
          data: z.record(z.string(), z.unknown()),
        })
        .loose(),
    ),
    tasks: z.array(
      z
        .object({
          follower: z.string(),
          state: z.string(),
          startedMs: z.number(),
          endedMs: z.number().optional(),
          failure: z.string().optional(),
        })
        .loose(),
    ),
  })
  .loose()
export type JourneyAnswer = z.infer<typeof JourneyAnswer>
