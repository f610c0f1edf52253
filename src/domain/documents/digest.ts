import * as z from 'zod'
import { TIERS } from '../lead-event.ts'
import { Key, TimeOfDay } from './vocabulary.ts'

const TIMES = {
  /** Every so many minutes. */
  everyMinutes: z.int().min(1).max(1_440).optional(),
  /** Or at these times of the rep's own working days. */
  at: z.array(TimeOfDay).min(1).max(24).optional(),
}

const saysOne = ({ everyMinutes, at }: { everyMinutes?: unknown; at?: unknown }) =>
  (everyMinutes === undefined) !== (at === undefined)
const SAY_ONE = { error: 'say either `everyMinutes` or `at`' }

/** When leads that can wait are told together. */
export const DigestTimes = z.strictObject(TIMES).refine(saysOne, SAY_ONE)
export type DigestTimes = z.infer<typeof DigestTimes>

/** Which leads can wait, so that they are told together in one message. */
export const DigestRules = z
  .strictObject({
    /** Of these tiers; a lead without a tier is `cold`. */
    tiers: z.array(z.enum(TIERS)).min(1).default(['cold']),
    /** Of these sources only, where some are named. */
    sources: z.array(Key).min(1).optional(),
    ...TIMES,
  })
  .refine(saysOne, SAY_ONE)
export type DigestRules = z.infer<typeof DigestRules>
