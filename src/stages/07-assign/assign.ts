import type { Assignment } from '../../domain/assignment.ts'
import { isCounted } from '../../domain/assignment-reason.ts'
import { isCanary } from '../../domain/canaries/is-canary.ts'
import { type TakenLead, tierOf } from '../../domain/capacity.ts'
import type { Contact } from '../../domain/contact.ts'
import type { Decision, Locked } from '../../domain/decision.ts'
import type { Rep } from '../../domain/documents/teams.ts'
import {
  type AssignmentId,
  type ContactId,
  newId,
  type PoolId,
  type RepId,
} from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import { firstTimer, offerTerms } from '../../domain/offer-terms.ts'
import { seenOwner } from '../../domain/seen-owner.ts'
import type { NewTask } from '../../domain/task.ts'
import type { DecideUnderLock } from '../../ports/stage.ts'
import { poolNamed, repNamed, timeOffOfRep } from './availability.ts'
import { type Choice, choose, coverFor } from './choose.ts'
import { giveToTestRep } from './give-to-test-rep.ts'
import { choosePerhaps } from './possible-owner.ts'
import { putOnWaitingList } from './put-on-waiting-list.ts'

/**
 * Gives a lead to a rep. A person who has an owner stays with them: the lead is attached, not
 * offered, and nobody is charged. While the owner is off, whoever covers for them is offered it, or
 * else it travels like any other; the person stays theirs. Who only perhaps is somebody's is offered to them
 * first, if they are there. Otherwise the chain of the route is walked, link by link, until
 * somebody can take it; what nobody can take waits, visibly, or goes to the default acceptor.
 *
 * Everything is decided from what the locks hold still; only the new assignment's id is not.
 */
export const assign: DecideUnderLock = {
  kind: 'decide-under-lock',
  name: 'assign',

  locks(lead) {
    const poolIds = lead.chain.flatMap((target) => (target.kind === 'pool' ? [target.poolId] : []))
    const repIds = lead.chain.flatMap((target) => (target.kind === 'rep' ? [target.repId] : []))
    return {
      ...(lead.contactId === undefined ? {} : { contactId: lead.contactId }),
      poolIds: [...new Set(poolIds)].sort(),
      ...(repIds.length === 0 ? {} : { repIds }),
    }
  },

  decide(lead, locked) {
    if (isCanary(lead)) return giveToTestRep(lead, locked)
    const owner = ownerFor(lead, locked)
    const isOff = owner !== undefined && timeOffOfRep(owner, locked) !== undefined
    if (owner !== undefined && !isOff) return attach(lead, locked, owner.id)
    const assignmentId = locked.assignmentId ?? newId<AssignmentId>(locked.now)
    const choice =
      owner === undefined
        ? choosePerhaps(lead, locked, assignmentId)
        : (coverFor(owner.id, { lead, locked, assignmentId }) ??
          passing(owner, choose(lead, locked, assignmentId)))
    return choice.kind === 'wait'
      ? putOnWaitingList(lead, locked, choice)
      : offer(lead, locked, choice)
  },
}

/** An owner comes before everybody else; one who is here and off was asked in vain. */
function passing(owner: Rep, choice: Choice): Choice {
  const skipped = { [owner.id]: 'time-off' } as const
  return { ...choice, passedOver: [{ skipped }, ...(choice.passedOver ?? [])] }
}

/** The owner, unless they have left, had this lead and did not keep it, or own it by this lead. */
function ownerFor(lead: Lead, locked: Locked): Rep | undefined {
  const contact = locked.contacts.get(contactOf(lead))
  const owner = contact?.ownerRepId
  if (owner === undefined || contact?.ownerLeadId === lead.id) return undefined
  if (lead.triedRepIds.includes(owner)) return undefined
  const rep = repNamed(owner, locked)
  return rep?.active ? rep : undefined
}

function contactOf(lead: Lead): ContactId {
  if (lead.contactId === undefined) throw new Error(`Lead ${lead.id} has no contact to assign`)
  return lead.contactId
}

function attach(lead: Lead, locked: Locked, repId: RepId): Decision {
  const { now, configuration } = locked
  const { revision } = configuration
  const assignmentId = locked.assignmentId ?? newId<AssignmentId>(now)
  const given = { type: 'LeadAttachedToOwner', at: now, assignmentId, repId, revision } as const
  return {
    event: { ...given, ...seenOwner(lead.contactId, locked) },
    assignment: {
      ...unanswered(lead, now),
      id: assignmentId,
      repId,
      status: 'closed',
      reason: 'owner',
      poolId: undefined,
      ledgerSequence: undefined,
      acknowledgeBy: undefined,
    },
    tasks: [{ follower: 'notify', subject: assignmentId }, ...tasksAfterwards(lead)],
  }
}

type Offer = Extract<Choice, { kind: 'rep' }>

function offer(lead: Lead, locked: Locked, choice: Offer): Decision {
  const { now, configuration, contacts } = locked
  const { assignmentId, repId, reason, entry, released } = choice
  const { creditEntries = [], isLast } = choice
  const atAnyHour = entry !== undefined && poolNamed(entry.poolId, locked)?.aroundTheClock
  const terms = offerTerms(lead, locked, { repId, isLast, atAnyHour: atAnyHour ?? false })
  const contact = contacts.get(contactOf(lead))
  return {
    event: {
      type: 'LeadAssigned',
      at: now,
      assignmentId,
      repId,
      reason,
      ...(entry && { poolId: entry.poolId, ledgerSequence: entry.sequence }),
      ...circumstances(choice),
      ...terms,
      ...(released && { released: released.at }),
      revision: configuration.revision,
      ...seenOwner(lead.contactId, locked),
    },
    assignment: {
      ...unanswered(lead, now),
      id: assignmentId,
      repId,
      status: 'offered',
      reason,
      poolId: entry?.poolId,
      ledgerSequence: entry?.sequence,
      acknowledgeBy: terms.acknowledgeBy,
    },
    ...(contact && { contact: ownedAfter(contact, lead, locked, choice) }),
    ...(entry && { creditEntries, ledgerEntry: entry }),
    ...(released && { released }),
    ...(isCounted(reason) && { taken: takenBy(repId, lead, now, entry?.poolId) }),
    tasks: [
      { follower: 'notify', subject: assignmentId },
      ...firstTimer(assignmentId, terms),
      ...tasksAfterwards(lead, assignmentId),
    ],
  }
}

/** Whom the rep stands in for, what was done without, and who would have had the lead before. */
const circumstances = ({ coversFor, dropped, passedOver }: Offer) => ({
  ...(coversFor && { coversFor }),
  ...(dropped && { dropped }),
  ...(passedOver && { passedOver }),
})

const takenBy = (repId: RepId, lead: Lead, at: Date, poolId: PoolId | undefined): TakenLead => ({
  ...{ leadId: lead.id, repId, poolId, at },
  ...{ tier: tierOf(lead), sourceKey: lead.sourceKey, isOpen: true, isUnacknowledged: true },
})

/** Whoever gets the lead owns the person, unless somebody does who is only off for a while. */
function ownedAfter(contact: Contact, lead: Lead, locked: Locked, choice: Offer): Contact {
  if (ownerFor(lead, locked) !== undefined) return contact
  return { ...contact, ownerRepId: choice.coversFor ?? choice.repId, ownerLeadId: lead.id }
}

function unanswered(lead: Lead, now: Date) {
  return {
    leadId: lead.id,
    contactId: contactOf(lead),
    offeredAt: now,
    acknowledgedAt: undefined,
  } satisfies Partial<Assignment>
}

/**
 * What any given lead sets off besides the alert: the CRM write, and stages still owed. What these find
 * may send an offer elsewhere, so the task names it.
 */
function tasksAfterwards({ skippedStages }: Lead, offer?: AssignmentId): readonly NewTask[] {
  const late = { follower: 'late-data', ...(offer && { subject: offer }) } as const
  return [{ follower: 'write-crm' }, ...(skippedStages.length > 0 ? [late] : [])]
}
