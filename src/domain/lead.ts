import type { Escalation } from './escalation.ts'
import type { AccountId, AssignmentId, ContactId, LeadId, RepId } from './ids.ts'
import type { Outcome, Tier } from './lead-event.ts'
import type { LeadParts } from './lead-parts.ts'
import type { Target } from './route.ts'

/**
 * Where a lead stands. All but `travelling` are *decided*: nothing more happens unless a person,
 * a timer or a freed rep moves it. Of an `erased` lead only ids, times and numbers are left.
 */
export type LeadState =
  | 'travelling'
  | 'assigned'
  | 'attached'
  | 'waiting'
  | 'quarantined'
  | 'rejected'
  | 'erased'

/** A lead as it stands now: all its events, added up, and its parts. */
export type Lead = {
  readonly id: LeadId
  /** The number of events so far; every change names the version it is based on. */
  readonly version: number
  readonly state: LeadState
  /** The stage that should see the lead next; none once it is decided. */
  readonly waitingFor: string | undefined
  readonly sourceKey: string
  readonly isTest: boolean
  readonly receivedAt: Date
  /** By when this journey must be decided. A re-entry (escalation, release) gets a new one. */
  readonly deadlineAt: Date
  /** When it was decided for the first time, whatever happened to it since. */
  readonly decidedAt: Date | undefined
  readonly contactId: ContactId | undefined
  /**
   * The contact its key said, where that is another: joined with the one it has now. It goes back
   * there when the two are split.
   */
  readonly keyContactId: ContactId | undefined
  /** The account of the book it belongs to. */
  readonly accountId: AccountId | undefined
  /**
   * Who has the contact that its person perhaps is, as nobody had said yet when it was compared: they are offered
   * the lead first, and the person is not theirs by that.
   */
  readonly possibleOwnerId: RepId | undefined
  readonly score: number | undefined
  readonly tier: Tier | undefined
  readonly chain: readonly Target[]
  readonly assignmentId: AssignmentId | undefined
  readonly repId: RepId | undefined
  readonly acknowledgedAt: Date | undefined
  readonly firstContactAt: Date | undefined
  readonly outcome: Outcome | undefined
  /** Reps who had this lead and did not keep it; they are not offered it again. */
  readonly triedRepIds: readonly RepId[]
  /** Stages that were skipped and are still owed. */
  readonly skippedStages: readonly string[]
  /** How far the escalation of its present offer has come. */
  readonly escalation: Escalation
  readonly parts: LeadParts
}

/** How long a journey may take from its start, in milliseconds, until the lead is decided. */
export const JOURNEY_MS = 10_000

/** The stage a lead waits for whose data must be read from its vendor first. */
export const FETCH_STAGE = 'fetch'

/**
 * Where a lead starts again when it lost its rep or waited: the rules are run anew, because what
 * they look at may have changed, and so may the rules.
 */
export const REENTRY_STAGE = 'route'
