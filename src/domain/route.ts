import type { OwnerLooked, OwnerOf } from './account-owners.ts'
import type { PoolId, RepId, TeamId } from './ids.ts'
import type { SkillsAsked } from './skills.ts'

/** The name of the route that a lead takes when no rule matches it. */
export const FALLBACK = 'fallback'

/** Where a rule sends a lead: one link of a chain. */
export type Target =
  /** `owns` when it is for what they own and not for what the rule says. */
  (
    | { readonly kind: 'rep'; readonly repId: RepId; readonly owns?: OwnerOf }
    | { readonly kind: 'pool'; readonly poolId: PoolId }
    /** Whoever leads a team, or the team of a rep, when the lead is given. */
    | { readonly kind: 'manager'; readonly teamId: TeamId }
    | { readonly kind: 'manager'; readonly repId: RepId }
    | { readonly kind: 'waiting-list' }
  ) & {
    /** The rule's word that no cap holds its leads back. */
    readonly ignoreCaps?: true
    /** The skills that the rule asks of members of pools. */
    readonly asks?: SkillsAsked
    /** What the rule says a lead of it is worth, where a pool values leads; in credits. */
    readonly worth?: number
  }

/** The outcome of a condition: `unknown` when a field it needs is missing; it does not match. */
export type Verdict = 'true' | 'false' | 'unknown'

/** One rule that was looked at, with the verdict and the values its condition saw. */
export type RuleLooked = {
  readonly ruleId: string
  readonly verdict: Verdict
  /** The fields the condition names with the values they had; a missing one is null. */
  readonly saw: Readonly<Record<string, string | number | boolean | null>>
  /** The field whose value the index of rules found to be none of those the condition takes. */
  readonly ruledOutBy?: string
}

/** One segment that rules asked for, with what it came to and the values it saw. */
export type SegmentLooked = {
  readonly id: string
  readonly verdict: Verdict
  readonly saw: RuleLooked['saw']
  /** Which version of a list was looked in; none when none was loaded, or there was no value. */
  readonly version?: number
}

/** What was looked at where that is too much to be written out; `wholeTrace` does that. */
export type ManyLooked = {
  /** How many rules were looked at, from the top of the document. */
  readonly count: number
  /** Places of those that were unknown, from 0: `3-7,12`. All but these and the one taken are false. */
  readonly unknown: string
  /** Every value that any of them saw; what is not named was missing. */
  readonly saw: RuleLooked['saw']
}

/** Why a lead was routed as it was: every rule looked at, in order, until one matched. */
export type RouteTrace = {
  readonly revision: number
  /** With `many` only the rule that matched, if one did. */
  readonly rules: readonly RuleLooked[]
  readonly many?: ManyLooked
  readonly segments?: readonly SegmentLooked[]
  /** Whoever owns the account or its parent, and came before the rules or did not. */
  readonly owners?: readonly OwnerLooked[]
}
