import type { Ownership } from '../domain/contact-join.ts'
import type { TeamsDocument } from '../domain/documents/teams.ts'
import type { LeadId } from '../domain/ids.ts'
import type { LeadParts } from '../domain/lead-parts.ts'
import type { Beginning } from '../domain/simulation/beginning.ts'
import type { Habits } from '../domain/simulation/habits.ts'
import type { Lookups } from '../domain/simulation/lookups.ts'
import type { EventOfLead, Moment } from '../domain/simulation/moment.ts'

/** A part of the past, as it was recorded. */
export type History = {
  readonly beginning: Beginning
  readonly habits: Habits
  readonly lookups: Lookups
  /**
   * What happened, in order and in parts of bounded size. With each comes what had happened before
   * the beginning to leads that it tells of for the first time.
   */
  readonly parts: AsyncIterable<HistoryPart>
}

export type HistoryPart = {
  readonly earlier: readonly EventOfLead[]
  readonly moments: readonly Moment[]
}

/** Which part of the past is asked for, and reps of which teams will be counted besides. */
export type Period = {
  readonly from: Date
  readonly to: Date
  readonly teams?: TeamsDocument | undefined
}

/** Reads what happened, and what decisions depended on. Changes nothing. */
export type Past = {
  /**
   * Resolves with the period from its first event to its last. Rejects with `Refused`
   * (`simulation-nothing`) when no decision was recorded in it, and (`simulation-too-large`) when more
   * happened than can be gone through at once; with `Unavailable` when the database is not there.
   */
  between(period: Period): Promise<History>

  /**
   * Resolves with how everything stood that a decision on this lead would have depended on then.
   * Rejects with `Refused` (`lead-unknown`) for a lead that was not there yet, and (`simulation-nothing`)
   * for a time before this was recorded.
   */
  standing(leadId: LeadId, at: Date): Promise<Standing>
}

/** How everything stood at a moment. */
export type Standing = {
  readonly beginning: Beginning
  readonly lookups: Lookups
  readonly revision: number
  /** What had happened to the lead, and to those that count for caps. */
  readonly earlier: readonly EventOfLead[]
  readonly receivedAt: Date
  readonly parts: LeadParts | undefined
  readonly owner: Ownership
}
