import type { AssignmentReason } from '../assignment-reason.ts'
import type { PoolId, RepId } from '../ids.ts'
import type { LeadState } from '../lead.ts'
import type { Tier } from '../lead-event.ts'
import type { SkipReason } from '../ledger.ts'
import type { Presence } from '../presence.ts'
import type { RouteTrace, Target } from '../route.ts'

/** Somebody along the chain of a lead, as they stood at a moment. */
export type CandidateThen = {
  readonly repId: RepId
  /** The pool whose turn it would have been; undefined for one who is named. */
  readonly poolId: PoolId | undefined
  /** Why nothing could be offered to them; undefined when something could. */
  readonly skipped: SkipReason | undefined
  readonly presence: Presence
  readonly offUntil: Date | undefined
  /** Leads they had; undefined for those of whom no cap asks. */
  readonly open: number | undefined
  readonly unacknowledged: number | undefined
}

/** The ledger of a pool at a moment, in leads. */
export type LedgerThen = {
  readonly poolId: PoolId
  readonly sequence: number
  readonly head: string
  readonly credits: Readonly<Record<RepId, number>>
}

/** What the engine saw at a moment, or would have, had it looked at this lead then. */
export type PastView = {
  readonly leadId: string
  readonly at: Date
  readonly revision: number
  readonly state: LeadState
  readonly repId: RepId | undefined
  readonly tier: Tier | undefined
  readonly triedRepIds: readonly RepId[]
  /** Whose the person was. */
  readonly ownerRepId: RepId | undefined
  /** Undefined for a person who was erased since: what rules saw of them is gone. */
  readonly route:
    | (RouteTrace & { readonly ruleId: string; readonly chain: readonly Target[] })
    | undefined
  readonly candidates: readonly CandidateThen[]
  readonly pools: readonly LedgerThen[]
  /** Who would have been given it then, or that it would have waited. */
  readonly wouldGet:
    | { readonly repId: RepId; readonly reason: AssignmentReason; readonly reasonText: string }
    | { readonly waitsUntil: Date | undefined }
    | undefined
}
