import type { ContactByOther } from './alert-facts.ts'
import type { AssignmentId, RepId } from './ids.ts'

/** How somebody else reached the person of an assignment; which rep, where that is known. */
export type ContactSubject = {
  readonly assignmentId: AssignmentId
  readonly how: ContactByOther['how']
  readonly repId?: RepId
}

/** What the task names by which its rep is told. None of its parts contains `#`. */
export const contactSubject = ({
  assignmentId,
  how,
  repId = '' as RepId,
}: ContactSubject): string => [assignmentId, how, repId].join('#')

/** The same, read back. Fails for what is no such subject. */
export function readContactSubject(subject: string | undefined): ContactSubject {
  const [assignmentId, how, repId] = subject?.split('#') ?? []
  if (assignmentId === undefined || how === undefined) {
    throw new Error(`${subject} names no contact that somebody made`)
  }
  const other = repId === undefined || repId === '' ? {} : { repId: repId as RepId }
  const known = how as ContactByOther['how']
  return { assignmentId: assignmentId as AssignmentId, how: known, ...other }
}
