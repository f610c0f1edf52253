import { Refused } from '../../domain/failure.ts'
import type { AssignmentId, LeadId, RepId } from '../../domain/ids.ts'
import { type Lead, REENTRY_STAGE } from '../../domain/lead.ts'
import type { LeadEvent } from '../../domain/lead-event.ts'
import type { AssignmentDesk, DeskCaller } from '../../ports/assignment-desk.ts'
import type { Clock } from '../../ports/clock.ts'
import type { LeadStore } from '../../ports/lead-store.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'
import { reassign } from './reassign.ts'

type Held = { readonly assignmentId: AssignmentId; readonly repId: RepId }

/** What people do with an assigned lead, each decided under the lead's lock. */
export function postgresAssignmentDesk(db: Db, leads: LeadStore, clock: Clock): AssignmentDesk {
  function act(
    id: LeadId,
    caller: DeskCaller,
    eventOf: (lead: Lead, held: Held) => LeadEvent | undefined,
  ): Promise<Lead> {
    return leads.record(id, (lead) => {
      const event = eventOf(lead, heldBy(lead, caller))
      return event && { event }
    })
  }

  return {
    acknowledge: (id, caller) =>
      act(id, caller, (lead, held) =>
        lead.acknowledgedAt === undefined && lead.state === 'assigned'
          ? { type: 'AssignmentAcknowledged', at: clock(), ...held, via: caller.via ?? 'api' }
          : undefined,
      ),
    decline: (id, caller) =>
      act(id, caller, (_lead, held) => ({
        type: 'AssignmentDeclined',
        at: clock(),
        ...held,
        resumeAt: REENTRY_STAGE,
      })),
    reassign: (id, asked) => translated(() => reassign(id, asked, { db, leads, clock })),
    firstContact: (id, how, caller) =>
      act(id, caller, (lead, { repId }) =>
        lead.firstContactAt === undefined
          ? { type: 'FirstContactMade', at: clock(), repId, how }
          : undefined,
      ),
    recordOutcome: (id, outcome, caller) =>
      act(id, caller, (lead) =>
        lead.outcome === outcome ? undefined : { type: 'OutcomeRecorded', at: clock(), outcome },
      ),
  }
}

/** The assignment the caller may act on: their own, or anybody's for those who act for others. */
function heldBy(lead: Lead, { repId, assignmentId = lead.assignmentId }: DeskCaller): Held {
  if (lead.assignmentId === undefined || lead.repId === undefined) {
    throw new Refused('not-assigned', `Nobody has lead ${lead.id} now`)
  }
  if (repId !== undefined && repId !== lead.repId) {
    throw new Refused('not-your-lead', `Lead ${lead.id} is with ${lead.repId}`)
  }
  if (assignmentId !== lead.assignmentId) {
    throw new Refused('offer-ended', `Lead ${lead.id} was offered anew to ${lead.repId}`)
  }
  return { assignmentId: lead.assignmentId, repId: lead.repId }
}
