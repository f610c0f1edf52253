import { NO_ESCALATION } from '../../src/domain/escalation.ts'
import type { LeadId } from '../../src/domain/ids.ts'
import type { Lead } from '../../src/domain/lead.ts'

/** A lead that has just been captured, but for what is given. */
export function aLead(given: Partial<Lead> = {}): Lead {
  const receivedAt = given.receivedAt ?? new Date('2026-03-02T14:30:00Z')
  return {
    id: '01900000-0000-7000-8000-000000000001' as LeadId,
    version: 1,
    state: 'travelling',
    waitingFor: 'validate',
    sourceKey: 'web-form',
    isTest: false,
    receivedAt,
    deadlineAt: new Date(receivedAt.getTime() + 10_000),
    decidedAt: undefined,
    contactId: undefined,
    keyContactId: undefined,
    accountId: undefined,
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
    ...given,
  }
}
