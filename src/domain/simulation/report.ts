import type { LeadId, PoolId, RepId } from '../ids.ts'
import type { LineDifference } from './decision-line.ts'

/** A decision that does not come out as it was recorded. */
export type Difference = {
  readonly leadId: string | undefined
  readonly poolId: string | undefined
  readonly at: Date
  readonly differs: readonly LineDifference[]
}

/** What comparing two logs came to. The digests are SHA-256 of the logs, line by line. */
export type ComparedLogs = {
  readonly decisions: number
  readonly equal: number
  readonly recordedDigest: string
  readonly simulatedDigest: string
  /** The first of them; their number is `decisions - equal`. */
  readonly differences: readonly Difference[]
}

/** What checking came to so far. */
export type Proof = ComparedLogs & {
  /** Routes that cannot be made again, because the person was erased. */
  readonly erased: number
  /** Owners of persons that changed otherwise than by a decision on a lead. */
  readonly ownersChanged: number
}

/** A figure as it was, and as it would have been. */
export type Compared<T = number> = { readonly before: T; readonly after: T }

/** A lead that would have ended elsewhere. Undefined for nobody: it waits, or was not given. */
export type MovedLead = {
  readonly leadId: LeadId
  readonly receivedAt: Date
  readonly rep: Compared<RepId | undefined>
  readonly rule: Compared<string | undefined>
}

/** What simulating came to. */
export type SimulationReport = {
  /** Leads for which somebody was to be found in the period. */
  readonly leads: number
  readonly proof: Proof
  readonly moved: { readonly all: number; readonly first: readonly MovedLead[] }
  readonly reps: readonly {
    readonly repId: RepId
    /** Leads they have in the end. */
    readonly leads: Compared
    readonly gained: number
    readonly lost: number
    readonly offers: Compared
    readonly busiestDay: Compared
  }[]
  /** `worst` and `end`: how many leads somebody was off their fair share, at most and in the end. */
  readonly pools: readonly {
    readonly poolId: PoolId
    readonly picks: Compared
    readonly worst: Compared
    readonly end: Compared
  }[]
  readonly unrouted: Compared
  readonly waits: Compared
  /** The mean of those that waited and were then given to somebody, in milliseconds. */
  readonly meanWaitMs: Compared<number | undefined>
  readonly stillWaiting: Compared
  readonly defaultAcceptor: Compared
  /** The part of offers that are acknowledged in time: as it was, and as habits have it. */
  readonly inTime: { readonly recorded: number | undefined } & Compared<number | undefined>
}
