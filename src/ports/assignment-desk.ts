import type { LeadId, RepId } from '../domain/ids.ts'
import type { Lead } from '../domain/lead.ts'
import type { Outcome } from '../domain/lead-event.ts'

/** Who acts: a rep for themselves, or somebody for the rep who has the lead. */
export type DeskCaller = {
  /** For the record, such as a token's name. */
  readonly name: string
  /** The rep who acts; absent for managers, admins and automation. */
  readonly repId?: RepId | undefined
}

/**
 * What people do with an assigned lead. Every verb resolves with the lead as it stands afterwards,
 * and does nothing when it was done before, so that a repeated click is answered like the first.
 *
 * All reject with `Refused`: `lead-unknown`; `not-assigned` when nobody has the lead now;
 * `not-your-lead` when a rep acts on the lead of another.
 */
export type AssignmentDesk = {
  /** The rep takes it; no escalation follows. */
  acknowledge(leadId: LeadId, caller: DeskCaller): Promise<Lead>
  /** The rep gives it back, and the lead travels on to the next. */
  decline(leadId: LeadId, caller: DeskCaller): Promise<Lead>
  /** The person was called, written to or met; `how` says which. */
  firstContact(leadId: LeadId, how: FirstContactKind, caller: DeskCaller): Promise<Lead>
  /** What became of it commercially; a later outcome replaces an earlier one. */
  recordOutcome(leadId: LeadId, outcome: Outcome, caller: DeskCaller): Promise<Lead>
}

/** How a person was reached first. */
export const FIRST_CONTACT_KINDS = ['call', 'email', 'meeting', 'message'] as const
export type FirstContactKind = (typeof FIRST_CONTACT_KINDS)[number]
