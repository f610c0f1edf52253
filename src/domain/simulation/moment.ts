import type { LeadId, RepId, TimeOffId } from '../ids.ts'
import type { LeadEvent } from '../lead-event.ts'
import type { LeadParts } from '../lead-parts.ts'
import type { LedgerEntry, PickEntry } from '../ledger.ts'
import type { Presence } from '../presence.ts'
import type { TimeOff } from '../time-off.ts'

/** One thing that happened, at its place in the history. */
export type Moment = { readonly position: number; readonly at: Date } & (
  | ({ readonly kind: 'event' } & EventOfLead)
  | ({ readonly kind: 'credit' } & CreditOfPool)
  | { readonly kind: 'presence'; readonly repId: RepId; readonly presence: Presence }
  | { readonly kind: 'time-off'; readonly added: KnownTimeOff }
  | { readonly kind: 'time-off'; readonly removed: TimeOffId }
)

/** What happened to a lead. */
export type EventOfLead = {
  readonly leadId: LeadId
  readonly receivedAt: Date
  readonly event: LeadEvent
  /**
   * What was known of the lead then, where it was routed; undefined for a person who was erased
   * since, of whom nobody can say what the rules saw.
   */
  readonly parts?: LeadParts | undefined
}

/** An entry of a ledger; with a refund the pick that it undoes. */
export type CreditOfPool = {
  readonly entry: LedgerEntry
  readonly refunded?: PickEntry | undefined
}

/** Time off that was added while the product ran. */
export type KnownTimeOff = TimeOff & { readonly id: TimeOffId; readonly repId: RepId }
