import type { Assignment } from './assignment.ts'
import { noneOfThatName } from './closest-name.ts'
import type { Decision, Locked } from './decision.ts'
import { Refused } from './failure.ts'
import { type AssignmentId, newId, type RepId } from './ids.ts'
import type { Lead } from './lead.ts'
import { firstTimer, offerTerms } from './offer-terms.ts'
import { seenOwner } from './seen-owner.ts'

/** A lead that is given to a rep, whatever rules and turns say. */
export type GivenByHand = {
  readonly repId: RepId
  /** `taken-over` by whoever gives it to themselves; after the default acceptor comes nobody. */
  readonly reason: 'manual' | 'taken-over' | 'default-acceptor'
  /** The rep stands in for the owner of the person, who stays the owner. */
  readonly isCover: boolean
  /** Who gives it: the name of their token; undefined for an escalation. */
  readonly by: string | undefined
}

/**
 * The decision to give a lead to this rep. It costs no turn, and the rep owes an answer as for any
 * other offer. Rejects with `rep-unknown` when there is no such rep, or they have left.
 */
export function giveByHand(lead: Lead, locked: Locked, given: GivenByHand): Decision {
  const { now, configuration, contacts } = locked
  const { documents, revision } = configuration
  const { repId, reason, isCover, by } = given
  const active = documents.teams.reps.flatMap((rep) => (rep.active ? [rep.id] : []))
  if (!active.includes(repId)) {
    const told = noneOfThatName('active rep', repId, active)
    throw new Refused('rep-unknown', `No active rep ${repId}`, told)
  }
  if (lead.contactId === undefined) throw new Error(`Lead ${lead.id} has no contact to assign`)
  const assignmentId = locked.assignmentId ?? newId<AssignmentId>(now)
  const terms = offerTerms(lead, locked, { repId, isLast: reason === 'default-acceptor' })
  const contact = contacts.get(lead.contactId)
  const stays = isCover && contact?.ownerRepId !== undefined
  const assignment: Assignment = {
    id: assignmentId,
    leadId: lead.id,
    contactId: lead.contactId,
    repId,
    status: 'offered',
    reason,
    poolId: undefined,
    ledgerSequence: undefined,
    offeredAt: now,
    acknowledgeBy: terms.acknowledgeBy,
    acknowledgedAt: undefined,
  }
  const coversFor = stays ? contact.ownerRepId : undefined
  return {
    event: {
      ...{ type: 'LeadAssigned', at: now, assignmentId, repId, reason },
      ...(coversFor && { coversFor }),
      ...(by !== undefined && { by }),
      ...terms,
      revision,
      ...seenOwner(lead.contactId, locked),
    },
    assignment,
    ...(contact && !stays && { contact: { ...contact, ownerRepId: repId, ownerLeadId: lead.id } }),
    tasks: [
      { follower: 'notify', subject: assignmentId },
      ...firstTimer(assignmentId, terms),
      { follower: 'write-crm' },
      ...(lead.skippedStages.length > 0 ? [{ follower: 'late-data' as const }] : []),
    ],
  }
}
