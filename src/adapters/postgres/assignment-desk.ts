import type { Outcome } from '../../domain/decision.ts'
import { Refused } from '../../domain/failure.ts'
import type { AssignmentId, LeadId, RepId } from '../../domain/ids.ts'
import { type Lead, REENTRY_STAGE } from '../../domain/lead.ts'
import type { LeadEvent } from '../../domain/lead-event.ts'
import { snoozed } from '../../domain/snooze.ts'
import type { AssignmentDesk, DeskCaller } from '../../ports/assignment-desk.ts'
import type { ConfigurationStore } from '../../ports/configuration.ts'
import { translated } from './database-failure.ts'
import { type ReassignParts, reassign, runAnew, untilInTime } from './reassign.ts'
import { recordActivity } from './record-activity.ts'
import { takeOver } from './take-over.ts'

type Held = { readonly assignmentId: AssignmentId; readonly repId: RepId }
type Parts = ReassignParts & { readonly configuration: ConfigurationStore }

/** What people do with an assigned lead, each decided under the lead's lock. */
export function postgresAssignmentDesk(parts: Parts): AssignmentDesk {
  const { leads, clock, configuration } = parts

  const act = (
    id: LeadId,
    caller: DeskCaller,
    outcomeOf: (lead: Lead, held: Held) => Outcome | undefined,
  ): Promise<Lead> => leads.record(id, (lead) => outcomeOf(lead, heldBy(lead, caller)))

  const acknowledge = (id: LeadId, caller: DeskCaller) =>
    leads.record(id, (lead) => {
      if (isTheirs(lead, caller)) return undefined
      const event = acknowledged(lead, heldBy(lead, caller), caller, clock())
      return event && { event }
    })

  return {
    async acknowledge(id, caller) {
      const taken = await translated(() => takeOver(id, caller, parts))
      return acknowledge(id, taken === undefined ? caller : { ...caller, assignmentId: taken })
    },
    decline: (id, caller) =>
      act(id, caller, (lead, held) => {
        if ((lead.acknowledgedAt ?? lead.firstContactAt) !== undefined) {
          throw new Refused('already-accepted', `${held.repId} has accepted lead ${id}`)
        }
        return {
          event: { type: 'AssignmentDeclined', at: clock(), ...held, resumeAt: REENTRY_STAGE },
        }
      }),
    async snooze(id, minutes, caller) {
      const { snooze } = (await configuration.current()).documents.sla
      return act(id, caller, (lead, held) => snoozed(lead, held, { minutes, at: clock() }, snooze))
    },
    reassign: (id, asked) => translated(() => reassign(id, asked, parts)),
    swap: (id, caller) => translated(() => untilInTime(id, () => swap(id, caller, parts))),
    async firstContact(id, how, caller) {
      // Whoever has reached the person has taken the lead, whether they said so or not.
      await acknowledge(id, { ...caller, via: 'first-contact' })
      return act(id, caller, (lead, { repId }) =>
        firstContactOf(lead, repId, { how, at: clock(), via: caller.via }),
      )
    },
    activitySeen: (id, activity) => translated(() => recordActivity(id, activity, parts)),
    recordOutcome: (id, outcome, caller) =>
      act(id, caller, (lead) =>
        lead.outcome === outcome
          ? undefined
          : { event: { type: 'OutcomeRecorded', at: clock(), outcome } },
      ),
  }
}

/** Whoever took a lead over has it by an offer of their own; the button they pressed names another. */
const isTheirs = ({ acknowledgedAt, repId }: Lead, caller: DeskCaller) =>
  acknowledgedAt !== undefined && repId !== undefined && repId === caller.repId

/** A lead that is swapped goes through the rules again, which know more of it by now. */
async function swap(id: LeadId, caller: DeskCaller, parts: Parts): Promise<Lead> {
  const lead = await parts.leads.load(id)
  heldBy(lead, caller)
  const { lateRoute } = lead.escalation
  if (lateRoute?.isSwapOffered !== true || lead.outcome !== undefined) {
    throw new Refused('no-swap-offered', `No swap of lead ${id} is offered`)
  }
  return runAnew(lead, { why: 'swapped', ruleId: lateRoute.ruleId, by: caller.name }, parts)
}

type Made = { readonly how: string; readonly at: Date; readonly via: string | undefined }

function firstContactOf(lead: Lead, repId: RepId, { how, at, via }: Made): Outcome | undefined {
  if (lead.firstContactAt !== undefined) return undefined
  return { event: { type: 'FirstContactMade', at, repId, how, ...(via && { via }) } }
}

function acknowledged(lead: Lead, held: Held, caller: DeskCaller, at: Date): LeadEvent | undefined {
  if (lead.acknowledgedAt !== undefined || lead.state !== 'assigned') return undefined
  const { via = 'api', repId } = caller
  return { type: 'AssignmentAcknowledged', at, ...held, via, ...(repId && { byRepId: repId }) }
}

/** The assignment the caller may act on: their own, or anybody's for those who act for others. */
function heldBy(lead: Lead, caller: DeskCaller): Held {
  const { repId, assignmentId = lead.assignmentId } = caller
  if (lead.assignmentId === undefined || lead.repId === undefined) {
    throw new Refused('not-assigned', `Nobody has lead ${lead.id} now`)
  }
  if (repId !== undefined && repId !== lead.repId) throw withAnother(lead, lead.repId, caller)
  if (assignmentId !== lead.assignmentId) {
    throw new Refused('offer-ended', `Lead ${lead.id} was offered anew to ${lead.repId}`)
  }
  return { assignmentId: lead.assignmentId, repId: lead.repId }
}

/** Who had the lead before them is told who has it now; it is nobody else's business. */
function withAnother(lead: Lead, holder: RepId, { repId, assignmentId }: DeskCaller): Refused {
  const { triedRepIds, escalation } = lead
  const asked = [...triedRepIds, ...escalation.toldRepIds].some((id) => id === repId)
  if (!asked && assignmentId === undefined) {
    return new Refused('not-your-lead', `Lead ${lead.id} is with ${holder}`)
  }
  const message = `Lead ${lead.id} is with ${holder} now`
  return new Refused('already-taken', message, { facts: { repId: holder } })
}
