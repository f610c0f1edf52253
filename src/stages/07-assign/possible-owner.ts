import type { Locked } from '../../domain/decision.ts'
import type { AssignmentId, RepId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import { type Choice, choose, reasonFor } from './choose.ts'
import { skipReasonOf } from './skip-reason.ts'

/**
 * Who gets a lead whose person nobody has: whoever has the contact it is perhaps of, if they are there, whatever
 * their caps; else whoever the chain says. It is offered like any other: nobody has said that they are one.
 */
export function choosePerhaps(lead: Lead, locked: Locked, assignmentId: AssignmentId): Choice {
  const repId = possibleOwnerOf(lead, locked)
  if (repId === undefined) return choose(lead, locked, assignmentId)
  const target = { kind: 'rep', repId, ignoreCaps: true } as const
  const skipped = skipReasonOf(repId, lead, locked, { target })
  if (skipped === undefined) {
    const reason = reasonFor(lead, 'possible-owner')
    return { kind: 'rep', assignmentId, repId, reason, entry: undefined, isLast: false }
  }
  const choice = choose(lead, locked, assignmentId)
  const passed = { skipped: { [repId]: skipped } }
  return { ...choice, passedOver: [passed, ...(choice.passedOver ?? [])] }
}

/** Not who had the lead and did not keep it, and nobody once the person has an owner by another lead. */
function possibleOwnerOf(lead: Lead, { contacts, configuration }: Locked): RepId | undefined {
  const { possibleOwnerId, triedRepIds, contactId } = lead
  if (possibleOwnerId === undefined || triedRepIds.includes(possibleOwnerId)) return undefined
  if (triedRepIds.length >= configuration.documents.sla.maxHops) return undefined
  const contact = contactId && contacts.get(contactId)
  const isOwned = contact?.ownerRepId !== undefined && contact.ownerLeadId !== lead.id
  return isOwned ? undefined : possibleOwnerId
}
