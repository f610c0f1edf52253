import * as z from 'zod'
import { ALERT_KINDS } from '../alert.ts'
import { TIERS } from '../lead-event.ts'
import { DigestRules } from './digest.ts'
import { Key } from './vocabulary.ts'

const Minutes = z
  .number()
  .positive()
  .max(7 * 24 * 60)

/**
 * By which clock minutes are counted: every minute there is (`wall`), those the rep works, by schedule,
 * holidays and time off (`rep-hours`), or those of the schedule of the rep's team (`team-hours`).
 */
export const COUNTED_BY = ['wall', 'rep-hours', 'team-hours'] as const
export type CountedBy = (typeof COUNTED_BY)[number]

/** What an escalation does. The last two take the lead from its rep; the others leave it there. */
export const STEP_ACTIONS = [
  'remind-rep',
  'tell-standby',
  'tell-team',
  'tell-manager',
  'reassign',
  'default-acceptor',
] as const
export type StepAction = (typeof STEP_ACTIONS)[number]

/** Whether a step takes the lead from the rep, so that nothing can come after it. */
export const movesTheLead = (action: StepAction): boolean =>
  action === 'reassign' || action === 'default-acceptor'

/** One step: so long after the one before it, or after the offer. */
export const EscalationStep = z
  .strictObject({
    afterMinutes: Minutes,
    do: z.enum(STEP_ACTIONS),
    /** By which clock; the policy's when left out. */
    counted: z.enum(COUNTED_BY).optional(),
    /** Whoever lets the lead pass counts as away until they say otherwise. */
    setAway: z.literal(true).optional(),
  })
  .refine(({ do: action, setAway }) => setAway === undefined || movesTheLead(action), {
    path: ['setAway'],
    error: 'is for steps that take the lead from the rep: `reassign` and `default-acceptor`',
  })
export type EscalationStep = z.infer<typeof EscalationStep>

/** What happens while nobody answers, for leads of some tiers or sources. */
export const EscalationPolicy = z
  .strictObject({
    id: Key,
    /** Of these tiers only; a lead without a tier is `cold`. */
    tiers: z.array(z.enum(TIERS)).min(1).optional(),
    /** Of these sources only. */
    sources: z.array(Key).min(1).optional(),
    /** Instead of what the document says for the tier. */
    acknowledgeWithinMinutes: Minutes.optional(),
    counted: z.enum(COUNTED_BY).optional(),
    steps: z.array(EscalationStep).min(1).max(20),
  })
  .superRefine(({ steps }, context) => {
    const last = steps.findIndex(({ do: action }) => movesTheLead(action))
    if (last < 0 || last === steps.length - 1) return
    const message = `never comes: step ${last + 1} takes the lead from its rep`
    context.addIssue({ code: 'custom', path: ['steps', last + 1], message })
  })
export type EscalationPolicy = z.infer<typeof EscalationPolicy>

/** How long a rep may put off an answer. */
export const SnoozeRules = z.strictObject({
  mostMinutes: z.int().min(1).max(240).default(30),
  /** How often for one offer; 0 lets nobody. */
  times: z.int().min(0).max(10).default(1),
})

/** Which alerts are critical: only they pass the quiet hours of reps. */
export const CriticalRules = z.strictObject({
  /** What asks for an answer, about a lead of these tiers. */
  tiers: z.array(z.enum(TIERS)).default(['hot']),
  /** Whatever the tier is. */
  kinds: z.array(z.enum(ALERT_KINDS)).default(['hand-off']),
})

/**
 * The `sla` document: by when a rep must acknowledge, what happens when they do not, and how often a
 * lead may hop. A lead that no policy is about goes to the next rep when its time is up.
 */
export const SlaDocument = z.strictObject({
  acknowledgeWithinMinutes: z.strictObject({ hot: Minutes, warm: Minutes, cold: Minutes }),
  counted: z.enum(COUNTED_BY).default('wall'),
  /** The first that is about a lead is followed. */
  policies: z.array(EscalationPolicy).default([]),
  /**
   * Who wants to know, when half of the time to answer is over, that they may be next; of leads that no
   * policy is about. A pool stands for whoever of it would get the lead.
   */
  warnStandby: z
    .strictObject({ reps: z.array(Key).default([]), pools: z.array(Key).default([]) })
    .optional(),
  snooze: SnoozeRules.prefault({}),
  critical: CriticalRules.prefault({}),
  /** Which leads can wait and are told together; every lead alone when left out. */
  digest: DigestRules.optional(),
  /** After so many reps the default acceptor gets the lead. */
  maxHops: z.int().min(1).max(50).default(7),
})
export type SlaDocument = z.infer<typeof SlaDocument>
