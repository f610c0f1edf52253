import type { Locked } from '../../domain/decision.ts'
import type { AssignmentId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import type { Levels } from '../../domain/skills.ts'

/** A lead that is to be given, under which locks, and the id that its assignment gets. */
export type Giving = {
  readonly lead: Lead
  readonly locked: Locked
  readonly assignmentId: AssignmentId
  /** The skills that members of pools must have now. */
  readonly needed: Levels
  /** Somebody with less may get it afterwards, so nothing is final yet. */
  readonly isWish?: boolean
}
