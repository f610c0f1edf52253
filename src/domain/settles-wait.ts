import type { LeadEvent, LeadEventType } from './lead-event.ts'

const SETTLING: ReadonlySet<LeadEventType> = new Set([
  'LeadPutOnWaitingList',
  'LeadAssigned',
  'LeadAttachedToOwner',
  'LeadQuarantined',
  'LeadRejected',
  'LeadErased',
] as const)

/**
 * Whether a lead that waited, for a place or in a pool's queue, gives up the place it had there: it got
 * what it waited for, waits anew, or needs nobody any more.
 */
export const settlesWait = ({ type }: LeadEvent): boolean => SETTLING.has(type)
