import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { Tx } from '../../src/adapters/postgres/connect.ts'
import { postgresContactBook } from '../../src/adapters/postgres/contact-book.ts'
import { postgresContactEdits } from '../../src/adapters/postgres/contact-edits.ts'
import { postgresContactJoins } from '../../src/adapters/postgres/contact-joins.ts'
import { postgresContactReader } from '../../src/adapters/postgres/contact-reader.ts'
import { postgresLeadStore } from '../../src/adapters/postgres/lead-store.ts'
import {
  type ContactId,
  type JoinId,
  type LeadId,
  newId,
  type RepId,
} from '../../src/domain/ids.ts'
import { leadAsOf } from '../../src/domain/lead-as-of.ts'
import type { LeadEvent } from '../../src/domain/lead-event.ts'
import type { LeadForm } from '../../src/domain/lead-form.ts'
import { nextStage } from '../../src/pipeline.ts'
import { dedupe } from '../../src/stages/03-dedupe/dedupe.ts'
import { exampleCompany } from './example-company.ts'
import { lockWaits } from './lock-waits.ts'
import { scratchDatabase } from './scratch-database.ts'
import { stagePorts } from './stage-ports.ts'
import { stored } from './stored.ts'

const START = new Date('2026-03-02T14:30:00Z').getTime()
const TABLES = ['leads', 'lead_parts', 'lead_events', 'identities', 'contacts', 'contact_values']
const MORE = [
  'contact_index',
  'contact_keys',
  'contact_joins',
  'contact_edits',
  'match_feedback',
  'tasks',
  'assignments',
  'review_items',
]

/** Contacts in a database of their own, to which leads can be told, and which can be joined. */
export async function aContactDesk() {
  const scratch = await scratchDatabase()
  const { db } = scratch
  let now = START
  const clock = () => {
    now += 1_000
    return new Date(now)
  }
  const enqueue = async () => undefined
  const { configuration } = stagePorts(exampleCompany(), new Date(START))
  const leads = postgresLeadStore({ db, enqueue, clock, configuration, nextStage })
  const reader = postgresContactReader(db)
  const book = postgresContactBook(db)

  return {
    db,
    leads,
    book,
    parts: { enqueue, clock, nextStage },
    joins: postgresContactJoins(db, { enqueue, clock, nextStage }),
    edits: postgresContactEdits(db, { enqueue, clock, nextStage }),
    find: (id: ContactId) => reader.find(id),
    history: async (id: ContactId) => (await reader.find(id))?.history ?? [],

    /** A lead that names these keys, once its contact is known. */
    async lead(keys: { email?: string; phone?: string }, form: LeadForm = {}) {
      const receivedAt = clock()
      const parts = { form, findings: { ...keys, notes: [] } }
      const given = { waitingFor: 'dedupe', receivedAt, version: 0 }
      const lead = await leads.load(await stored.lead(db, given, parts))
      const { id, contactId, keyContactId } = await leads.decide(lead, dedupe)
      if (contactId === undefined) throw new Error(`Lead ${id} has no contact`)
      return { id, contactId, keyContactId, assignmentId: undefined as string | undefined }
    },

    /** Gives a lead to a rep, who owns its contact by it. */
    async own(
      lead: { id: LeadId; contactId: ContactId; assignmentId?: string | undefined },
      repId: RepId,
    ) {
      const assignmentId = await stored.assignment(db, {
        ...{ leadId: lead.id, contactId: lead.contactId, repId },
        offeredAt: clock(),
      })
      lead.assignmentId = assignmentId
      await leads.record(lead.id, () => ({
        event: {
          ...{ type: 'LeadAssigned', at: clock(), assignmentId, repId, reason: 'pool-turn' },
          ...{ acknowledgeBy: clock(), revision: 1 },
        },
      }))
      await db
        .updateTable('contacts')
        .set({ ownerRepId: repId, ownerLeadId: lead.id })
        .where('id', '=', lead.contactId)
        .execute()
    },

    async crmLink(id: ContactId) {
      await book.saveCrmLink(id, 'hubspot', { recordId: `record of ${id}`, lastSeen: {} })
    },

    /** Everything that a join and a split must leave as it was. */
    async person(id: ContactId) {
      const file = await reader.find(id)
      const { rows: keys } = await sql`
        select kind, value, shared from identities where contact_id = ${id}::uuid
        order by kind, value`.execute(db)
      const { rows: assignments } = await sql`
        select * from assignments where contact_id = ${id}::uuid order by id`.execute(db)
      const link = await book.crmLink(id, 'hubspot')
      return { ...file, history: undefined, keys, assignments, link }
    },

    async visitorsOf(id: ContactId) {
      const rows = await db
        .selectFrom('visitorIdentifications')
        .select('visitorId')
        .where('contactId', '=', id)
        .execute()
      return rows.map(({ visitorId }) => visitorId)
    },

    async contactOfJoin(id: JoinId): Promise<ContactId> {
      const { otherContactId } = await db
        .selectFrom('contactJoins')
        .select('otherContactId')
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      return otherContactId
    },

    /** Waits until so many transactions here wait for a lock of another. */
    waiting: (count: number) => lockWaits(db, count),

    /** Makes a contact a redirect in the middle of somebody's transaction; its lead does not move. */
    async redirect(tx: Tx, id: ContactId, top: ContactId) {
      const joinId = newId<JoinId>()
      await sql`
        insert into contact_joins (id, kind, contact_id, other_contact_id, at, by, why, lead_ids)
        values (${joinId}, 'join', ${top}, ${id}, now(), 'test', 'manual', '{}')`.execute(tx)
      await sql`
        update contacts set joined_into = ${top}::uuid, join_id = ${joinId}::uuid
        where id = ${id}::uuid`.execute(tx)
    },

    tasks: () =>
      db.selectFrom('tasks').select(['leadId', 'follower', 'subject']).orderBy('id').execute(),

    async feedback() {
      const rows = await db.selectFrom('matchFeedback').select('same').orderBy('sequence').execute()
      return rows.map(({ same }) => same)
    },

    /** The contact each row of a lead names is the one its events add up to. */
    async assertSumOfEvents() {
      const rows = await db.selectFrom('leads').select(['id', 'receivedAt']).execute()
      for (const { id, receivedAt } of rows) {
        const events = await db
          .selectFrom('leadEvents')
          .select(['type', 'at', 'data'])
          .where('leadId', '=', id)
          .orderBy('version')
          .execute()
        const sum = leadAsOf(
          id,
          receivedAt,
          events.map(({ type, at, data }) => ({ ...data, type, at }) as unknown as LeadEvent),
        )
        const { contactId, keyContactId, version } = await leads.load(id)
        const row = { contactId, keyContactId, version }
        assert.deepEqual(row, {
          contactId: sum.contactId,
          keyContactId: sum.keyContactId,
          version: sum.version,
        })
      }
    },

    async clear() {
      await sql`truncate ${sql.join([...TABLES, ...MORE].map((name) => sql.table(name)))}`.execute(
        db,
      )
    },

    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  }
}
