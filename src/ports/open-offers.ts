import type { AssignmentId, LeadId, RepId } from '../domain/ids.ts'

/** A lead that waits for an answer, and by which offer. */
export type OpenOffer = { readonly leadId: LeadId; readonly assignmentId: AssignmentId }

/** The offers that wait for a rep's answer, for channels whose answers name none. */
export type OpenOffers = {
  /**
   * Latest first, at most twenty: their own, also those they asked for time with, and those that they were
   * told of because their rep has not answered.
   */
  of(repId: RepId): Promise<readonly OpenOffer[]>
  /**
   * The latest that they had or were told of since, and that somebody else has taken: whoever comes too
   * late is told who was faster.
   */
  lost(repId: RepId, since: Date): Promise<OpenOffer | undefined>
}
