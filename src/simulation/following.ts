import type { AssignmentId } from '../domain/ids.ts'
import type { Habits } from '../domain/simulation/habits.ts'
import type { Lookups } from '../domain/simulation/lookups.ts'
import type { Occasion } from './engine.ts'
import type { Timers } from './timers.ts'
import type { World, WorldLead } from './world.ts'

/** What becomes due by itself. */
type Due =
  | { readonly kind: 'acknowledge'; readonly own: WorldLead; readonly assignmentId: AssignmentId }
  | { readonly kind: 'retry'; readonly own: WorldLead }

/** A history that is followed with other documents, and what it has led to. */
export type Following = {
  readonly world: World
  readonly lookups: Lookups
  readonly habits: Habits
  readonly due: Timers<Due>
  /** Leads that wait here and not in the past, so that nothing says when they go on. */
  readonly waitingHere: Set<WorldLead>
  /** The latest that a decision of the past was made under. */
  revision: number
}

/** An occasion under the documents that are in force by now. */
export const occasionOf = (
  { lookups, revision }: Following,
  at: Date,
  assignmentId: AssignmentId,
  seed: number,
): Occasion => ({ at, configuration: lookups.configuration(revision), seed, assignmentId })
