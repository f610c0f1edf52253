import type { AssignmentId, RepId } from './ids.ts'

/** Why somebody is told in an escalation. */
export type EscalationOccasion = 'reminder' | 'standby' | 'escalation' | 'team'

/** Whom an alert of an escalation is for, why, and which step it is of. */
export type AlertSubject = {
  readonly assignmentId: AssignmentId
  readonly step: string
  /** Who is told; of a team that is told in its channel, the rep whose lead it is. */
  readonly repId: RepId
  readonly occasion: EscalationOccasion
}

/** What the task of such an alert names. None of its parts contains `#`. */
export const alertSubject = ({ assignmentId, step, repId, occasion }: AlertSubject): string =>
  [assignmentId, step, repId, occasion].join('#')

/** The same, read back. Fails for what is no such subject. */
export function readAlertSubject(subject: string | undefined): AlertSubject {
  const [assignmentId, step, repId, occasion] = subject?.split('#') ?? []
  if (assignmentId === undefined || step === undefined || repId === undefined) {
    throw new Error(`${subject} names no alert of an escalation`)
  }
  return {
    assignmentId: assignmentId as AssignmentId,
    step,
    repId: repId as RepId,
    occasion: occasion as EscalationOccasion,
  }
}
