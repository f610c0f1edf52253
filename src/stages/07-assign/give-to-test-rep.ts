import type { Decision, Locked } from '../../domain/decision.ts'
import { type AssignmentId, newId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import { offerTerms } from '../../domain/offer-terms.ts'
import { choose } from './choose.ts'

/**
 * Gives a canary to the test rep. Whose turn it would be is found out and dropped, so that a chain that
 * cannot be walked shows: nobody is charged, no place is taken, and nobody comes to own anything. All
 * that follows is the alert.
 */
export function giveToTestRep(lead: Lead, locked: Locked): Decision {
  const { now: at, configuration } = locked
  const { rep: repId } = configuration.documents.canary
  // The documents have changed since it was sent.
  if (repId === undefined || lead.contactId === undefined) {
    return { event: { type: 'LeadRejected', at, reasons: ['canary-without-rep'] } }
  }
  const assignmentId = locked.assignmentId ?? newId<AssignmentId>(at)
  choose(lead, locked, assignmentId)
  const terms = offerTerms(lead, locked, { repId, isLast: true })
  const { revision } = configuration
  const given = { at, assignmentId, repId, reason: 'named-rep', ...terms, revision } as const
  return {
    event: { type: 'LeadAssigned', ...given },
    assignment: {
      ...{ id: assignmentId, leadId: lead.id, contactId: lead.contactId, repId },
      ...{ status: 'offered', reason: 'named-rep', poolId: undefined, ledgerSequence: undefined },
      ...{ offeredAt: at, acknowledgeBy: terms.acknowledgeBy, acknowledgedAt: undefined },
    },
    tasks: [{ follower: 'notify', subject: assignmentId }],
  }
}
