import { NO_ESCALATION } from './escalation.ts'
import { evolve } from './evolve.ts'
import type { LeadId } from './ids.ts'
import { JOURNEY_MS, type Lead } from './lead.ts'
import type { LeadEvent } from './lead-event.ts'

/** Only the order of stages depends on which comes next, and nobody outside is told of that. */
const noStage = () => undefined

/**
 * The lead as it stood after the last of these events, without its parts and without the stage it
 * waited for. The events are its first ones, in order.
 */
export function leadAsOf(id: LeadId, receivedAt: Date, events: readonly LeadEvent[]): Lead {
  return events.reduce<Lead>((lead, event) => evolve(lead, event, noStage), {
    id,
    receivedAt,
    version: 0,
    state: 'travelling',
    waitingFor: undefined,
    sourceKey: '',
    isTest: false,
    deadlineAt: new Date(receivedAt.getTime() + JOURNEY_MS),
    decidedAt: undefined,
    contactId: undefined,
    keyContactId: undefined,
    accountId: undefined,
    possibleOwnerId: undefined,
    score: undefined,
    tier: undefined,
    chain: [],
    assignmentId: undefined,
    repId: undefined,
    acknowledgedAt: undefined,
    firstContactAt: undefined,
    outcome: undefined,
    triedRepIds: [],
    skippedStages: [],
    escalation: NO_ESCALATION,
    parts: { form: {} },
  })
}
