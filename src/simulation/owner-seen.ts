import type { Lead } from '../domain/lead.ts'
import type { LeadEvent } from '../domain/lead-event.ts'
import { NOBODY } from './engine.ts'
import type { World } from './world.ts'

type Seen = Extract<LeadEvent, { type: 'LeadAssigned' }>['seenOwner']

/**
 * Takes over whose a person was as a decision on their lead saw it. True when that is not what the
 * decisions before it have made of it: somebody joined or split contacts, or changed the owner.
 */
export function ownerSeen({ owners }: World, lead: Lead, event: { seenOwner?: Seen }): boolean {
  const { contactId } = lead
  if (contactId === undefined) return false
  const { repId, leadId } = event.seenOwner ?? {}
  const seen = repId === undefined ? NOBODY : { ownerRepId: repId, ownerLeadId: leadId }
  const known = owners.get(contactId)
  const isSame = known?.ownerRepId === seen.ownerRepId && known?.ownerLeadId === seen.ownerLeadId
  if (known === undefined || !isSame) owners.set(contactId, seen)
  return known !== undefined && !isSame
}
