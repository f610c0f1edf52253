import * as z from 'zod'
import { DAYS } from '../day.ts'
import type { PoolId, RepId, TeamId } from '../ids.ts'
import { STRATEGIES } from '../pool-strategy.ts'
import { AlertPreferences } from './alert-preferences.ts'
import { Cap } from './caps.ts'
import { HolidayCalendar, WrittenTimeOff } from './time-off.ts'
import {
  Key,
  Locale,
  SecretReference,
  SkillLevel,
  SlackChannel,
  TimeOfDay,
  TimeZone,
  Worth,
} from './vocabulary.ts'

// The brands exist for the compiler alone, so there is nothing to transform, or to turn back when
// a document is written.
const repId = Key as unknown as z.ZodType<RepId, string>
const teamId = Key as unknown as z.ZodType<TeamId, string>
const poolId = Key as unknown as z.ZodType<PoolId, string>

/** Working hours: blocks on days of the week, less holidays. A block may not cross midnight. */
export const Schedule = z.strictObject({
  id: Key,
  blocks: z
    .array(
      z
        .strictObject({ days: z.array(z.enum(DAYS)).min(1), from: TimeOfDay, to: TimeOfDay })
        .refine(({ from, to }) => from < to, {
          path: ['to'],
          error: 'must be after `from`; split a block that crosses midnight in two',
        }),
    )
    .min(1),
  /** Days off, `2026-12-25`, in the time zone of whoever follows the schedule. */
  holidays: z.array(z.iso.date()).default([]),
  /** Calendars whose holidays are days off as well. */
  holidayCalendars: z.array(Key).default([]),
})
export type Schedule = z.infer<typeof Schedule>

/** One person who sells. */
export const Rep = z.strictObject({
  id: repId,
  name: z.string().min(1).max(200),
  email: z.email(),
  teamId,
  timeZone: TimeZone,
  /** The language they are told in; the company's when left out. */
  locale: Locale.optional(),
  /** Name of a schedule; without one the rep works around the clock. */
  schedule: Key.optional(),
  slackUserId: z.string().optional(),
  phone: z.string().optional(),
  /** An inactive rep is never picked and keeps the past. */
  active: z.boolean().default(true),
  /** When the rep is not there; what is added while the product runs counts as well. */
  timeOff: z.array(WrittenTimeOff).default([]),
  /** Who takes what comes for the rep by name while they are off. The rep stays the owner. */
  cover: repId.optional(),
  /** How many leads they may be given; all of these hold. */
  caps: z.array(Cap).default([]),
  /** How many open leads they can work on at once, for pools that go by it. It holds nothing back. */
  capacity: z.int().min(1).max(100_000).optional(),
  /** What they are good at, and how good. */
  skills: z.record(Key, SkillLevel).default({}),
  /** By which channels they are told, and when not. */
  alerts: AlertPreferences.optional(),
})
export type Rep = z.infer<typeof Rep>

/** Who sits together, and who leads them. */
export const Team = z.strictObject({
  id: teamId,
  name: z.string().min(1).max(200),
  managerId: repId.optional(),
  /** Its working hours, for minutes that are counted in `team-hours`, and where it keeps them. */
  schedule: Key.optional(),
  timeZone: TimeZone.optional(),
  /** Where it is told in Slack that a lead of one of its reps is not answered (`tell-team`). */
  slackChannel: SlackChannel.optional(),
  /** The workflow that posts the same into its channel in Microsoft Teams. */
  teamsWorkflow: SecretReference.optional(),
})
export type Team = z.infer<typeof Team>

const Missed = z.enum(['keep', 'catch-up'])

/**
 * By reason, whether who was away keeps their place (`keep`) or catches up on what they missed, at no
 * more than twice their weight.
 */
export const Credit = z.strictObject({
  timeOff: Missed.default('keep'),
  away: Missed.default('keep'),
  /** What was missed so long ago is not made good any more. */
  expireAfterDays: z.number().positive().max(366).default(90),
})
export type Credit = z.infer<typeof Credit>

/** Who takes turns for one kind of lead. Weights are relative: 2 gets twice as many as 1. */
export const Pool = z
  .strictObject({
    id: poolId,
    name: z.string().min(1).max(200),
    members: z
      .array(
        z.strictObject({
          repId,
          weight: z.number().positive().max(1_000).default(1),
          /** How many leads of this pool they may be given. */
          caps: z.array(Cap).default([]),
        }),
      )
      .min(1),
    /** Picks members whatever their schedule says; only presence counts. */
    aroundTheClock: z.boolean().default(false),
    /** What becomes of the turns somebody missed. Off hours and caps never count as missed. */
    credit: Credit.prefault({}),
    /** How the pool chooses among those who are there; ties always go by the ledger. */
    strategy: z.enum(STRATEGIES).default('round-robin'),
    /** What a lead of each tier costs whoever gets it, with the strategy `by-value`. */
    worth: z
      .strictObject({ hot: Worth, warm: Worth, cold: Worth })
      .default({ hot: 4, warm: 2, cold: 1 }),
    /**
     * What becomes of a lead while nobody may take it: it goes on to the next target; it is held until the
     * first opening; or it is given all the same, to somebody who is off hours or away.
     */
    whenNobody: z.enum(['next-target', 'hold', 'assign']).default('next-target'),
    /** Held leads are let go one by one, so far apart; 15 unless said otherwise. */
    releaseEverySeconds: z.int().min(5).max(60).optional(),
  })
  .refine(
    ({ whenNobody, releaseEverySeconds }) =>
      whenNobody === 'hold' || releaseEverySeconds === undefined,
    {
      path: ['releaseEverySeconds'],
      error: 'is about leads that are held; say `whenNobody: hold` as well',
    },
  )
export type Pool = z.infer<typeof Pool>

/** The `teams` document: people, hours and pools. */
export const TeamsDocument = z.strictObject({
  teams: z.array(Team).min(1),
  schedules: z.array(Schedule).default([]),
  holidayCalendars: z.array(HolidayCalendar).default([]),
  /** Names of what reps can be good at, so that a misspelt one is found. */
  skills: z.array(Key).default([]),
  reps: z.array(Rep).min(1),
  /** The language of reps who say none; `en-GB` when left out. */
  locale: Locale.optional(),
  pools: z.array(Pool).min(1),
  /** The person at the end of every chain, who cannot be skipped. */
  defaultAcceptor: repId,
  /**
   * Whether somebody else must approve documents before they are published: not when unset, because
   * whoever is alone could never publish again.
   */
  reviewBeforePublishing: z.boolean().optional(),
})
export type TeamsDocument = z.infer<typeof TeamsDocument>
