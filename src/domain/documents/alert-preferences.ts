import * as z from 'zod'
import { ALERT_KINDS } from '../alert.ts'
import { TIERS } from '../lead-event.ts'
import { DigestTimes } from './digest.ts'
import { TimeOfDay } from './vocabulary.ts'

/** Channels outside the product. What stands in the product itself is always there at once. */
export const LADDER_CHANNELS = ['email', 'slack', 'sms', 'teams', 'push', 'webhook'] as const
export type LadderChannel = (typeof LADDER_CHANNELS)[number]

/** Channels that are tried together. */
const Rung = z.strictObject({
  channels: z.array(z.enum(LADDER_CHANNELS)).min(1),
  /**
   * So long after the rung before, while the rep has not answered. Without it the rung is for when the
   * one before reaches nobody. Either is tried at once in that case.
   */
  afterMinutes: z.number().positive().max(240).optional(),
})
export type Rung = z.infer<typeof Rung>

/** Channels one rep is tried on, in turn, for leads of some tiers or alerts of some kinds. */
export const Ladder = z
  .strictObject({
    tiers: z.array(z.enum(TIERS)).min(1).optional(),
    kinds: z.array(z.enum(ALERT_KINDS)).min(1).optional(),
    /** None: the alert stands in the product only. */
    rungs: z.array(Rung).max(10),
  })
  .refine(({ rungs }) => rungs[0]?.afterMinutes === undefined, {
    path: ['rungs', 0, 'afterMinutes'],
    error: 'is for rungs after the first, which is tried at once',
  })
export type Ladder = z.infer<typeof Ladder>

/** How one rep wants to be told. What is not said here is as for everybody: all channels at once. */
export const AlertPreferences = z.strictObject({
  /** The first that is about an alert is followed. */
  ladders: z.array(Ladder).max(20).default([]),
  /** Nothing but what is critical leaves the product in these hours of the rep's own zone. */
  quietHours: z
    .strictObject({ from: TimeOfDay, to: TimeOfDay })
    .refine(({ from, to }) => from !== to, { path: ['to'], error: 'must differ from `from`' })
    .optional(),
  /** In place of the times of the `sla` document; `off` for one message for each lead. */
  digest: z.union([z.literal('off'), DigestTimes]).optional(),
})
export type AlertPreferences = z.infer<typeof AlertPreferences>
