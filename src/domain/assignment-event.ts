import type { RuledStep, TellingAction } from './escalation.ts'
import type { AssignmentId, RepId } from './ids.ts'

type OfAssignment = { at: Date; assignmentId: AssignmentId; repId: RepId }

/** What happens to an offer until it ends. */
export type AssignmentEvent =
  /** `byRepId` is absent when somebody did so for the rep. */
  | (OfAssignment & { type: 'AssignmentAcknowledged'; via: string; byRepId?: RepId })
  | (OfAssignment & { type: 'AssignmentDeclined'; resumeAt: string })
  /** With `setAway` the rep counts as away from then on, until somebody says otherwise. */
  | (OfAssignment & { type: 'AssignmentExpired'; resumeAt: string; setAway?: true })
  /** The rep asked for time; the next step of the escalation comes as much later. */
  | (OfAssignment & { type: 'AssignmentSnoozed'; until: Date; nextAt?: Date })
  /** Nobody had answered, and these were told. `step` counts from 1. */
  | (OfAssignment & {
      type: 'EscalationStepTaken'
      step: number
      action: TellingAction
      toldRepIds: readonly RepId[]
      nextAt?: Date
    })
  /** Nobody had answered, and there was nobody to tell. */
  | (OfAssignment & {
      type: 'EscalationStepSkipped'
      step: number
      action: RuledStep['do']
      nextAt?: Date
    })
  /**
   * The assignment was taken from its rep: by a person, by someone else accepting, because data that came
   * late speak for another rule, or because the rep gave the lead up for that rule.
   */
  | (OfAssignment & {
      type: 'AssignmentClosed'
      why: 'taken-over' | 'reassigned' | 'route-changed' | 'swapped'
      /** The rule that the data speak for. */
      ruleId?: string
      /** Who sent it through the rules again: the name of their token. */
      by?: string
      resumeAt?: string
    })
  /**
   * Data that came late speak for another rule, and the lead stays: the rep has taken it up and may give it
   * up for their turn, or nobody who is there comes before them.
   */
  | (OfAssignment & {
      type: 'LateRouteFound'
      ruleId: string
      revision: number
      verdict: 'swap-offered' | 'kept'
    })
