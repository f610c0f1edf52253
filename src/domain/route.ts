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
}

/** Why a lead was routed as it was: every rule looked at, in order, until one matched. */
export type RouteTrace = {
  readonly revision: number
  readonly rules: readonly RuleLooked[]
  /** Whoever owns the account or its parent, and came before the rules or did not. */
  readonly owners?: readonly OwnerLooked[]
}
