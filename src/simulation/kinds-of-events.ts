import type { LeadState } from '../domain/lead.ts'
import type { LeadEvent } from '../domain/lead-event.ts'

type Assigned = Extract<LeadEvent, { type: 'LeadAssigned' }>

/** Who got a lead, or that it waits. */
export type Deciding = Extract<
  LeadEvent,
  { type: 'LeadAssigned' | 'LeadAttachedToOwner' | 'LeadPutOnWaitingList' }
>

/** Whether an event says who got a lead, or that it waits. */
export const isDeciding = (event: LeadEvent): event is Deciding =>
  event.type === 'LeadAssigned' ||
  event.type === 'LeadAttachedToOwner' ||
  event.type === 'LeadPutOnWaitingList'

/** A lead that a person gave to a rep, or a step of an escalation did, and not the rules. */
export type GivenToRep = Assigned & {
  readonly reason: 'manual' | 'taken-over' | 'default-acceptor'
}

/** Whether the lead was given past the rules; to the default acceptor they give it on its way only. */
export const isByHand = (event: LeadEvent, before: LeadState): event is GivenToRep =>
  event.type === 'LeadAssigned' &&
  (event.reason === 'manual' ||
    event.reason === 'taken-over' ||
    (event.reason === 'default-acceptor' && before !== 'travelling'))

/** What a rep did with a lead they have, or what was done to their assignment. */
export type OfRep = Extract<LeadEvent, { type: `Assignment${string}` | 'FirstContactMade' }>

/** Whether an event is about the rep who has the lead. */
export const isOfRep = (event: LeadEvent): event is OfRep =>
  event.type.startsWith('Assignment') || event.type === 'FirstContactMade'
