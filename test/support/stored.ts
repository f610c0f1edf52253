import type { Insertable } from 'kysely'
import type { Db } from '../../src/adapters/postgres/connect.ts'
import type { Tables } from '../../src/adapters/postgres/tables.ts'
import {
  type AssignmentId,
  type ContactId,
  type LeadId,
  newId,
  type PoolId,
  type RepId,
  type ReviewItemId,
} from '../../src/domain/ids.ts'

type Given<T extends keyof Tables> = Partial<Insertable<Tables[T]>>

const RECEIVED = new Date('2026-03-02T14:30:00.000Z')

/** Rows as the product would have written them, but for what is given. Each answers its id. */
export const stored = {
  async lead(db: Db, given: Given<'leads'> = {}, parts: Record<string, unknown> = { form: {} }) {
    const receivedAt = (given.receivedAt as Date | undefined) ?? RECEIVED
    const id = given.id ?? newId<LeadId>(receivedAt)
    await db
      .insertInto('leads')
      .values({
        version: 1,
        state: 'travelling',
        waitingFor: 'validate',
        sourceKey: 'web-form',
        dedupeKey: id,
        isTest: false,
        deadlineAt: new Date(receivedAt.getTime() + 10_000),
        decidedAt: null,
        contactId: null,
        score: null,
        tier: null,
        chain: '[]',
        assignmentId: null,
        repId: null,
        acknowledgedAt: null,
        firstContactAt: null,
        outcome: null,
        triedRepIds: [],
        skippedStages: [],
        ...given,
        id,
        receivedAt,
      })
      .execute()
    const rows = Object.entries(parts).map(([part, content]) => ({
      leadId: id,
      part: part as Insertable<Tables['leadParts']>['part'],
      content: JSON.stringify(content),
    }))
    if (rows.length > 0) await db.insertInto('leadParts').values(rows).execute()
    return id
  },

  /** Events of one lead, numbered from 1, each so many milliseconds after it was received. */
  async events(
    db: Db,
    leadId: LeadId,
    events: readonly (readonly [atMs: number, type: string, data?: Record<string, unknown>])[],
    receivedAt = RECEIVED,
  ) {
    const rows = events.map(([atMs, type, data = {}], index) => ({
      leadId,
      version: index + 1,
      type: type as Insertable<Tables['leadEvents']>['type'],
      at: new Date(receivedAt.getTime() + atMs),
      data: JSON.stringify(data),
    }))
    await db.insertInto('leadEvents').values(rows).execute()
  },

  async contact(db: Db, given: Given<'contacts'> = {}) {
    const id = given.id ?? newId<ContactId>()
    await db
      .insertInto('contacts')
      .values({
        fields: JSON.stringify({ email: 'ines@example.org' }),
        ownerRepId: null,
        ownerLeadId: null,
        leadCount: 1,
        ...given,
        id,
      })
      .execute()
    return id
  },

  /** An offered lead, with its assignment. */
  async assignedLead(db: Db, repId: string, given: Given<'leads'> = {}) {
    const assignmentId = newId<AssignmentId>()
    const rep = repId as RepId
    const contactId = (given.contactId as ContactId | undefined) ?? newId<ContactId>()
    const leadId = await stored.lead(db, {
      state: 'assigned',
      waitingFor: null,
      repId: rep,
      assignmentId,
      contactId,
      decidedAt: RECEIVED,
      ...given,
    })
    await stored.assignment(db, { id: assignmentId, leadId, contactId, repId: rep })
    return { leadId, assignmentId, contactId }
  },

  /** An offer of a lead that the lead's own row says nothing of. */
  async assignment(
    db: Db,
    given: Given<'assignments'> &
      Pick<Insertable<Tables['assignments']>, 'leadId' | 'contactId' | 'repId'>,
  ) {
    const id = given.id ?? newId<AssignmentId>()
    await db
      .insertInto('assignments')
      .values({
        status: 'offered',
        reason: 'pool-turn',
        poolId: null,
        ledgerSequence: null,
        offeredAt: RECEIVED,
        acknowledgeBy: null,
        acknowledgedAt: null,
        endedAt: null,
        ...given,
        id,
      })
      .execute()
    return id
  },

  async pick(db: Db, leadId: LeadId, given: Given<'poolLedger'>) {
    await db
      .insertInto('poolLedger')
      .values({
        poolId: 'pool' as PoolId,
        sequence: 1,
        leadId,
        assignmentId: newId<AssignmentId>(),
        repId: 'rep' as RepId,
        at: RECEIVED,
        seed: 1,
        revision: 1,
        entitled: '{}',
        skipped: '{}',
        credits: '{}',
        previousHash: 'a',
        hash: 'b',
        ...given,
      })
      .execute()
  },

  async review(db: Db, leadId: LeadId, given: Given<'reviewItems'> = {}) {
    const id = given.id ?? newId<ReviewItemId>()
    await db
      .insertInto('reviewItems')
      .values({
        kind: 'quarantined-lead',
        leadId,
        contactId: null,
        reasons: ['throwaway-mail'],
        details: '{}',
        resolvedAt: null,
        resolvedBy: null,
        resolution: null,
        ...given,
        id,
      })
      .execute()
    return id
  },

  async deadLetter(db: Db, leadId: LeadId, given: Given<'deadLetters'> = {}) {
    const id = given.id ?? newId<string>()
    await db
      .insertInto('deadLetters')
      .values({
        queue: 'stage-validate',
        leadId,
        taskId: null,
        attempts: 5,
        failure: 'unexpected',
        redrivenAt: null,
        ...given,
        id,
      })
      .execute()
    return id
  },

  async notification(db: Db, leadId: LeadId, repId: string, given: Given<'notifications'> = {}) {
    const id = given.id ?? newId<string>()
    await db
      .insertInto('notifications')
      .values({
        leadId,
        assignmentId: newId<AssignmentId>(),
        repId: repId as RepId,
        channel: 'in-app',
        state: 'accepted',
        title: 'New lead',
        lines: '["asked for a demo"]',
        providerId: null,
        failure: null,
        acceptedAt: RECEIVED,
        ...given,
        id,
      })
      .execute()
    return id
  },
}
