import type { AssignmentId, LeadId, RepId } from '../domain/ids.ts'

/** A lead that a rep was offered and has not answered. */
export type OpenOffer = { readonly leadId: LeadId; readonly assignmentId: AssignmentId }

/** The offers that wait for a rep's answer, for channels whose answers name none. */
export type OpenOffers = {
  /** Latest first, at most twenty. */
  of(repId: RepId): Promise<readonly OpenOffer[]>
}
