import type { LiveEvent } from './follow-leads.ts'

/** What the stages are called once a lead has passed them, in their order. */
export const PASSED = ['captured', 'validated', 'deduped', 'enriched', 'scored', 'routed'] as const

/** Where a lead stands; all but the last are decided. */
export const STATES = [
  'assigned',
  'attached',
  'waiting',
  'quarantined',
  'rejected',
  'erased',
  'travelling',
] as const
export type State = (typeof STATES)[number]

/** One lead as far as the events have told. */
export type SeenLead = {
  readonly id: string
  readonly source: string
  readonly capturedAt: Date
  /** How many stages it has passed at least once, capture included. */
  passed: number
  state: State
  /** True from the first decision on, whatever happens afterwards. */
  isDecided: boolean
  score?: number
  tier?: string
  ruleId?: string
  contactId?: string
  repId?: string
  assignmentId?: string
  /** Why this rep, in the words of the event. */
  reason?: string
  /** Whose turn it was, when a pool gave it. */
  poolId?: string
  /** From capture to the first rep, in milliseconds. */
  assignedInMs?: number
  isAcknowledged: boolean
  /** It had to wait for somebody to come, which says nothing about how fast we are. */
  hasWaited: boolean
}

/** A lead of which only this event is known. */
export function firstSeen({ leadId: id, at, data }: LiveEvent): SeenLead {
  return {
    ...{ id, source: String(data.sourceKey), capturedAt: at, passed: 0 },
    ...{ state: 'travelling', isDecided: false, isAcknowledged: false, hasWaited: false },
  }
}

/** True for an event that gives the lead to a rep. */
export const isGiven = ({ type }: LiveEvent) =>
  type === 'LeadAssigned' || type === 'LeadAttachedToOwner'

/** Adds what the event tells. */
export function learn(lead: SeenLead, event: LiveEvent): void {
  const { type, data } = event
  const passed = type === 'StageSkipped' ? PASSED_STAGE[String(data.stage)] : PASSED_BY[type]
  lead.passed = Math.max(lead.passed, passed ?? 0)
  lead.state = STATE_AFTER[type] ?? lead.state
  lead.isDecided ||= lead.state !== 'travelling'
  lead.isAcknowledged ||= type === 'AssignmentAcknowledged'
  lead.hasWaited ||= type === 'LeadPutOnWaitingList'
  if (typeof data.score === 'number') lead.score = data.score
  if (typeof data.tier === 'string') lead.tier = data.tier
  if (typeof data.ruleId === 'string') lead.ruleId = data.ruleId
  if (typeof data.contactId === 'string') lead.contactId = data.contactId
  if (isGiven(event)) learnRep(lead, event)
}

function learnRep(lead: SeenLead, { at, data }: LiveEvent): void {
  const { repId, assignmentId, reason = 'owner', poolId } = data
  lead.repId = String(repId)
  lead.assignmentId = String(assignmentId)
  lead.reason = String(reason)
  if (typeof poolId === 'string') lead.poolId = poolId
  else delete lead.poolId
  lead.assignedInMs ??= at.getTime() - lead.capturedAt.getTime()
}

const PASSED_BY: Readonly<Record<string, number>> = {
  LeadCaptured: 1,
  LeadValidated: 2,
  // Sent on by a person: it then goes where a valid lead goes.
  LeadReleased: 2,
  ContactIdentified: 3,
  LeadEnriched: 4,
  LeadScored: 5,
  LeadRouted: 6,
}

/** Late or failed stages are skipped and made up for later. */
const PASSED_STAGE: Readonly<Record<string, number>> = { enrich: 4, score: 5 }

const STATE_AFTER: Readonly<Record<string, State>> = {
  LeadAssigned: 'assigned',
  LeadAttachedToOwner: 'attached',
  LeadPutOnWaitingList: 'waiting',
  LeadQuarantined: 'quarantined',
  LeadRejected: 'rejected',
  LeadErased: 'erased',
  LeadReleased: 'travelling',
  LeadResumed: 'travelling',
  AssignmentDeclined: 'travelling',
  AssignmentExpired: 'travelling',
}
