import type { GivenFacts } from '../facts-given.ts'
import type { PoolId, RepId } from '../ids.ts'
import type { Away } from '../presence.ts'
import type { Levels } from '../skills.ts'

/**
 * What might have been otherwise, from the smallest to the largest: a turn comes by itself, presence is
 * a word of the rep, time off and caps are agreements, what was tried is past, skills are
 * learnt, pools and owners are for managers to say, and what the lead is nobody can change.
 */
export const CHANGE_KINDS = [
  'turn',
  'presence',
  'time-off',
  'cap',
  'tried',
  'skills',
  'member',
  'owner',
  'active',
  'facts',
] as const

/** One thing that would have been otherwise. */
export type Change =
  /** The rep would have been owed so many credits more than they were. */
  | { readonly kind: 'turn'; readonly poolId: PoolId; readonly credits: number }
  /** They would have said that they are online; without `was` only their hours kept them. */
  | { readonly kind: 'presence'; readonly was: Away | undefined }
  | { readonly kind: 'time-off' }
  /** They would have had a place below all their caps. */
  | { readonly kind: 'cap' }
  /** They would not have had this lead before. */
  | { readonly kind: 'tried' }
  /** They would have had these skills at these levels. */
  | { readonly kind: 'skills'; readonly skills: Levels }
  | { readonly kind: 'member'; readonly poolId: PoolId }
  /** What somebody else owns would have been theirs. */
  | { readonly kind: 'owner'; readonly of: 'contact' | 'account'; readonly was: RepId }
  | { readonly kind: 'active' }
  /** The lead would have had these values, and gone by that rule; null is none. */
  | { readonly kind: 'facts'; readonly ruleId: string; readonly facts: GivenFacts }

/** How many things a change is: each field of the lead is one. */
export const sizeOf = (change: Change): number =>
  change.kind === 'facts' ? Object.keys(change.facts).length : 1
