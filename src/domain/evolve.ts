import { type Escalation, NO_ESCALATION } from './escalation.ts'
import { contactedAt } from './first-contact.ts'
import type { RepId } from './ids.ts'
import { JOURNEY_MS, type Lead, type LeadState } from './lead.ts'
import type { LeadEvent, LeadEventType, ProviderOutcome } from './lead-event.ts'

/** Names the stage after the given one; none after the last. */
export type NextStage = (stage: string | undefined) => string | undefined

/**
 * Adds one event to a lead. Pure: the same lead and event always give the same result, so the
 * stored row is the sum of the events and can be recomputed from them.
 */
export function evolve(lead: Lead, event: LeadEvent, next: NextStage): Lead {
  const change = changes[event.type] as Change<LeadEventType>
  const evolved = { ...lead, ...change(event, lead, next), version: lead.version + 1 }
  // The first decision is the one whose speed counts; a lead that travels again keeps its time.
  return lead.decidedAt === undefined ? evolved : { ...evolved, decidedAt: lead.decidedAt }
}

type EventOf<T extends LeadEventType> = Extract<LeadEvent, { type: T }>
type Change<T extends LeadEventType> = (
  event: EventOf<T>,
  lead: Lead,
  next: NextStage,
) => Partial<Lead>

const unchanged = () => ({})
const passOn = (_event: LeadEvent, lead: Lead, next: NextStage) => ({
  waitingFor: next(lead.waitingFor),
})

const changes: { readonly [T in LeadEventType]: Change<T> } = {
  LeadCaptured: (event, lead) => ({
    sourceKey: event.sourceKey,
    isTest: event.isTest,
    waitingFor: event.startsAt ?? lead.waitingFor,
  }),
  LeadFetched: (event, lead, next) => ({
    isTest: event.isTest,
    deadlineAt: new Date(event.at.getTime() + JOURNEY_MS),
    waitingFor: next(lead.waitingFor),
  }),
  LeadValidated: passOn,
  PersonCompared: passOn,
  LeadQuarantined: (event) => decided('quarantined', event.at),
  LeadReleased: (event) => travelling(event.at, event.resumeAt),
  LeadRejected: (event) => decided('rejected', event.at),
  ContactIdentified: (event, lead, next) => ({
    contactId: event.contactId,
    keyContactId: event.keyContactId,
    possibleOwnerId: event.possibleOwnerId,
    waitingFor: next(lead.waitingFor),
  }),
  ContactChanged: (event) => ({ contactId: event.contactId, keyContactId: event.keyContactId }),
  LeadEnriched: (event, lead, next) => ({
    skippedStages: owesAnswers(event.providers)
      ? [...lead.skippedStages, 'enrich']
      : lead.skippedStages,
    waitingFor: next(lead.waitingFor),
  }),
  AccountMatched: (event, lead, next) => ({
    accountId: event.accountId,
    waitingFor: next(lead.waitingFor),
  }),
  LeadScored: (event, lead, next) => ({
    score: event.score,
    tier: event.tier,
    waitingFor: next(lead.waitingFor),
  }),
  StageSkipped: (event, lead, next) => ({
    skippedStages: [...lead.skippedStages, event.stage],
    waitingFor: next(lead.waitingFor),
  }),
  LeadRouted: (event, lead, next) => ({ chain: event.chain, waitingFor: next(lead.waitingFor) }),
  LeadAssigned: (event) => ({
    ...decided('assigned', event.at),
    assignmentId: event.assignmentId,
    repId: event.repId,
    escalation: escalationFrom(event),
  }),
  LeadAttachedToOwner: (event) => ({
    ...decided('attached', event.at),
    assignmentId: event.assignmentId,
    repId: event.repId,
  }),
  LeadPutOnWaitingList: (event) => decided('waiting', event.at),
  LeadResumed: (event) => travelling(event.at, event.resumeAt),
  AssignmentAcknowledged: (event, lead) => ({
    acknowledgedAt: lead.acknowledgedAt ?? event.at,
    repId: event.repId,
  }),
  AssignmentDeclined: (event, lead) => ({
    ...travelling(event.at, event.resumeAt),
    ...without(lead, event.repId),
  }),
  AssignmentExpired: (event, lead) => ({
    ...travelling(event.at, event.resumeAt),
    ...without(lead, event.repId),
  }),
  AssignmentSnoozed: ({ nextAt }, { escalation }) => ({
    escalation: armed({ ...escalation, snoozes: escalation.snoozes + 1 }, nextAt),
  }),
  EscalationStepTaken: ({ toldRepIds, nextAt }, { escalation }) => ({
    escalation: armed(
      {
        ...escalation,
        steps: escalation.steps + 1,
        toldRepIds: [...new Set([...escalation.toldRepIds, ...toldRepIds])],
      },
      nextAt,
    ),
  }),
  EscalationStepSkipped: ({ nextAt }, { escalation }) => ({
    escalation: armed({ ...escalation, steps: escalation.steps + 1 }, nextAt),
  }),
  AssignmentClosed: (event, lead) => ({
    ...(event.resumeAt === undefined ? {} : travelling(event.at, event.resumeAt)),
    ...without(lead, event.repId),
  }),
  LateRouteFound: ({ ruleId, verdict }, { escalation }) => ({
    escalation: { ...escalation, lateRoute: { ruleId, isSwapOffered: verdict === 'swap-offered' } },
  }),
  RepNotified: unchanged,
  NotificationFailed: unchanged,
  CrmRecordWritten: unchanged,
  CrmConflictFound: unchanged,
  PersonComparedLate: (_event, lead) => ({ skippedStages: paid(lead, 'match') }),
  LeadReenriched: (_event, lead) => ({ skippedStages: paid(lead, 'enrich') }),
  AccountMatchedLate: (event, lead) => ({
    accountId: event.accountId,
    skippedStages: paid(lead, 'account'),
  }),
  LeadRescored: (event, lead) => ({
    score: event.score,
    tier: event.tier,
    skippedStages: paid(lead, 'score'),
  }),
  // Who had the lead stays known for the figures; there is nothing left that they could act on.
  LeadErased: (event) => ({ ...decided('erased', event.at), assignmentId: undefined }),
  ChatContinued: (event) =>
    event.resumeAt === undefined ? {} : travelling(event.at, event.resumeAt),
  LeadRevalidated: unchanged,
  ContactEdited: unchanged,
  // Providers know more of somebody who has an address or a company.
  ContactCompleted: (_event, lead) => ({ skippedStages: owingEnrichment(lead) }),
  LeadReplayed: ({ at, isTest, resumeAt, identifiesAnew = false }, lead) => ({
    isTest,
    ...(resumeAt === undefined ? {} : travelling(at, resumeAt)),
    ...(identifiesAnew
      ? { contactId: undefined, keyContactId: undefined, skippedStages: [] }
      : { skippedStages: lead.contactId ? owingEnrichment(lead) : lead.skippedStages }),
  }),
  FirstContactMade: (event, lead) => ({
    firstContactAt: lead.firstContactAt ?? contactedAt(event),
  }),
  OutcomeRecorded: (event) => ({ outcome: event.outcome }),
}

function escalationFrom({ policyId, atAnyHour, nextAt }: EventOf<'LeadAssigned'>): Escalation {
  const terms = { ...(policyId && { policyId }), ...(atAnyHour && { atAnyHour }) }
  return armed({ ...NO_ESCALATION, ...terms }, nextAt)
}

/** With its next step due then; a stored event has the time as text. */
function armed({ nextAt: _, ...rest }: Escalation, nextAt: Date | undefined): Escalation {
  return nextAt === undefined ? rest : { ...rest, nextAt: new Date(nextAt) }
}

function decided(state: LeadState, at: Date): Partial<Lead> {
  return { state, decidedAt: at, waitingFor: undefined }
}

/** Back on the way, with a deadline of its own from this moment. */
function travelling(at: Date, stage: string): Partial<Lead> {
  const deadlineAt = new Date(at.getTime() + JOURNEY_MS)
  return { state: 'travelling', waitingFor: stage, deadlineAt }
}

function without(lead: Lead, repId: RepId): Partial<Lead> {
  return {
    assignmentId: undefined,
    repId: undefined,
    acknowledgedAt: undefined,
    escalation: NO_ESCALATION,
    triedRepIds: [...new Set([...lead.triedRepIds, repId])],
  }
}

/** True when a provider may still answer later, so that the lead is owed an enrichment. */
export const owesAnswers = (providers: readonly ProviderOutcome[]) =>
  providers.some(({ outcome }) => outcome === 'late' || outcome === 'unavailable')

const paid = (lead: Lead, stage: string) => lead.skippedStages.filter((owed) => owed !== stage)

const owingEnrichment = (lead: Lead) => [...paid(lead, 'enrich'), 'enrich']
