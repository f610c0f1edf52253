import type { LeadId, RepId } from '../domain/ids.ts'
import type { Scene } from '../domain/why-not/scene.ts'

/** The latest decision on a lead that rules and turns made, with what it depended on. */
export type DecidedScene = {
  readonly at: Date
  readonly scene: Scene
  /** Who got the lead by it; undefined when it waited. */
  readonly got: RepId | undefined
  /** What is not recorded of that moment, and is taken to have been as said here. */
  readonly assumed: readonly Assumption[]
}

/** Codes of what is assumed about a moment of the past. */
export const ASSUMPTIONS = ['parts-as-now', 'owner-as-now', 'nobody-queued'] as const
export type Assumption = (typeof ASSUMPTIONS)[number]

/** Puts together what decisions of the past depended on. */
export type DecisionScenes = {
  /**
   * Undefined for a lead of which no decision was made by rules and turns, or whose person was
   * erased, so that nobody can say what the rules saw.
   */
  latest(leadId: LeadId): Promise<DecidedScene | undefined>
}
