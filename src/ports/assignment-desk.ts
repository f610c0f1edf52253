import type { AssignmentId, LeadId, RepId } from '../domain/ids.ts'
import type { Lead } from '../domain/lead.ts'
import type { Outcome } from '../domain/lead-event.ts'

/** Who acts: a rep for themselves, or somebody for the rep who has the lead. */
export type DeskCaller = {
  /** For the record, such as a token's name. */
  readonly name: string
  /** The rep who acts; absent for managers, admins and automation. */
  readonly repId?: RepId | undefined
  /** Through which channel, for the record: `api` unless given. */
  readonly via?: string | undefined
  /** The offer they answer to; they may have it before them still when it has ended. */
  readonly assignmentId?: AssignmentId | undefined
}

/**
 * What people do with an assigned lead. Every verb resolves with the lead as it stands afterwards,
 * and does nothing when it was done before, so that a repeated click is answered like the first.
 *
 * All reject with `Refused`: `lead-unknown`; `not-assigned` when nobody has the lead now;
 * `not-your-lead` when a rep acts on the lead of another; `offer-ended` when the caller answers to an
 * offer other than the one that stands; `already-taken` when a rep who had the lead, or was told of it,
 * answers and it is with another by then, whose id is in the facts of the failure.
 */
export type AssignmentDesk = {
  /**
   * The rep takes it; no escalation follows. Whoever was told of a lead that its rep had not answered
   * takes it over by this. Of several at once the first one has it.
   */
  acknowledge(leadId: LeadId, caller: DeskCaller): Promise<Lead>
  /** The rep gives it back, and the lead travels on to the next. */
  decline(leadId: LeadId, caller: DeskCaller): Promise<Lead>
  /**
   * The rep asks for so many minutes; what would happen without an answer happens as much later.
   * Rejects with `snooze-too-long` and `snooze-used-up`.
   */
  snooze(leadId: LeadId, minutes: number, caller: DeskCaller): Promise<Lead>
  /**
   * Moves a lead by hand, which counts above whatever else happens to it: to a rep, or through the
   * rules again without those who had it. The turn it cost is refunded. Rejects with
   * `reassign-conflict` when there is nothing to give yet or any more, and `rep-unknown`.
   */
  reassign(leadId: LeadId, asked: Reassignment): Promise<Lead>
  /**
   * The rep gives the lead up, because late data speak for another rule: it goes through the rules again
   * without them, and their turn is refunded. Rejects with `no-swap-offered` when nothing speaks for
   * that, or the lead has gone on since.
   */
  swap(leadId: LeadId, caller: DeskCaller): Promise<Lead>
  /** The person was called, written to or met; `how` says which. It acknowledges the lead as well. */
  firstContact(leadId: LeadId, how: FirstContactKind, caller: DeskCaller): Promise<Lead>
  /**
   * Somebody did something with the person, as a CRM says; asks of nobody that they have the lead. Of the
   * rep who has it, or was told of it, it acknowledges the lead as well. Of somebody else it is the first
   * contact, after which nobody further is asked; the lead stays with its rep, who is told. Nothing
   * happens when the person was reached before, nobody has the lead now, or it came later than that.
   */
  activitySeen(leadId: LeadId, activity: SeenActivity): Promise<Lead>
  /** What became of it commercially; a later outcome replaces an earlier one. */
  recordOutcome(leadId: LeadId, outcome: Outcome, caller: DeskCaller): Promise<Lead>
}

/** What a CRM says that somebody did. */
export type SeenActivity = {
  readonly crm: string
  readonly how: Exclude<FirstContactKind, 'message'>
  readonly at: Date
  /** Undefined for somebody who is none of our reps. */
  readonly repId: RepId | undefined
}

/** To whom a lead is moved, and by whom. */
export type Reassignment = {
  /** Without one the rules are run again. */
  readonly repId: RepId | undefined
  /** The rep stands in for the owner of the person, who stays the owner. */
  readonly isCover: boolean
  readonly by: string
  /** The rep whom the caller is, when they are one: what they give themselves they take over. */
  readonly callerRepId: RepId | undefined
}

/** How a person was reached first. */
export const FIRST_CONTACT_KINDS = ['call', 'email', 'meeting', 'message'] as const
export type FirstContactKind = (typeof FIRST_CONTACT_KINDS)[number]
