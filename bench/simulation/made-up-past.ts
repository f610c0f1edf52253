import { sql } from 'kysely'
import { postgresConfigurationStore } from '../../src/adapters/postgres/configuration-store.ts'
import { connect, type Db } from '../../src/adapters/postgres/connect.ts'
import { insertAll } from '../../src/adapters/postgres/fixed-text.ts'
import { postgresLeadStore } from '../../src/adapters/postgres/lead-store.ts'
import { postgresWaitingLeads } from '../../src/adapters/postgres/waiting-leads.ts'
import type { Documents } from '../../src/domain/documents/documents.ts'
import { type ContactId, type LeadId, newId } from '../../src/domain/ids.ts'
import { REENTRY_STAGE } from '../../src/domain/lead.ts'
import { nextStage } from '../../src/pipeline.ts'
import type { LeadStore } from '../../src/ports/lead-store.ts'
import { route } from '../../src/stages/06-route/route.ts'
import { assign } from '../../src/stages/07-assign/assign.ts'
import { stagePorts } from '../../test/support/stage-ports.ts'
import { random } from '../support/random.ts'
import { type MadeUpLead, madeUpLead } from './made-up-lead.ts'

/** A Monday. */
const BEGIN = Date.parse('2026-03-02T00:00:00Z')
/** About 100,000 leads in thirty days, which come at once in waves: a commit is dearer than a lead. */
const WAVE = 250
const WAVE_MS = 108 * 60_000
const ANSWERED_AFTER_MS = 4 * 60_000
/** One in so many is of a person who was here before, and one is declined. */
const RETURNING = 20
const DECLINED = 20

/** The time in which the past happened. */
export type Period = { readonly from: Date; readonly to: Date }

type Past = {
  readonly db: Db
  readonly store: LeadStore
  readonly documents: Documents
  readonly chance: () => number
  readonly persons: ContactId[]
  now: Date
}

/**
 * Fills an empty database with the past of so many leads. What comes before the rules is made up; routes
 * and decisions are made and stored by the code of the product, at the times of a month that has gone by.
 * Most reps answer within minutes, some decline, and those who wait are tried again every day.
 */
export async function madeUpPast(
  url: string,
  leads: number,
  documents: Documents,
): Promise<Period> {
  await using started = new AsyncDisposableStack()
  const db = started.adopt(connect(url, 4), (it) => it.destroy())
  const clock = () => past.now
  const configuration = postgresConfigurationStore(db, clock)
  const enqueue = async () => undefined
  const store = postgresLeadStore({ db, clock, configuration, nextStage, enqueue })
  const chance = random(leads)
  const past: Past = { db, store, documents, chance, persons: [], now: new Date(BEGIN) }
  await configuration.apply(documents, 'bench')
  const waves = Math.ceil(leads / WAVE)
  for (let wave = 0; wave < waves; wave += 1) {
    past.now = new Date(BEGIN + wave * WAVE_MS)
    await capture(past)
    if (wave % 13 === 5) await postgresWaitingLeads(db, store, clock).resume('shift-start')
    const decided = await decideAll(past)
    past.now = new Date(past.now.getTime() + ANSWERED_AFTER_MS)
    await answer(past, decided)
  }
  await sql`vacuum analyze`.execute(db)
  return { from: new Date(BEGIN), to: new Date(past.now.getTime() + WAVE_MS) }
}

async function capture({ db, now, chance, persons }: Past): Promise<void> {
  const made = Array.from({ length: WAVE }, (_, at) => {
    const known = persons.length > WAVE && at % RETURNING === 0
    const contactId = known
      ? (persons[Math.floor(chance() * persons.length)] as ContactId)
      : newId<ContactId>(now)
    if (!known) persons.push(contactId)
    return madeUpLead(new Date(now.getTime() - WAVE + at), contactId, chance)
  })
  const contacts = made.map(({ lead }) => ({ id: lead.contactId, fields: {}, leadCount: 1 }))
  await insertAll('contacts', contacts, sql`on conflict do nothing`).execute(db)
  await insertAll('leads', made.map(rowOf)).execute(db)
  await insertAll('leadParts', made.flatMap(partRows)).execute(db)
  await insertAll('leadEvents', made.flatMap(eventRows)).execute(db)
}

function rowOf({ lead: { parts: _, ...row } }: MadeUpLead) {
  return { ...row, dedupeKey: row.id }
}

const partRows = ({ lead: { id, parts } }: MadeUpLead) =>
  Object.entries(parts).map(([part, content]) => ({ leadId: id, part, content }))

const eventRows = ({ lead: { id }, events }: MadeUpLead) =>
  events.map(({ type, at, ...data }, index) => {
    return { leadId: id, version: index + 1, type, at, data }
  })

const TIME = { signal: new AbortController().signal }

/** Everybody who is on the way at that moment gets their rep, or waits. */
async function decideAll({ db, store, documents, now }: Past): Promise<LeadId[]> {
  const travelling = await db
    .selectFrom('leads')
    .select('id')
    .where('state', '=', 'travelling')
    .orderBy('receivedAt')
    .execute()
  const ports = stagePorts({ revision: 1, documents }, now)
  await Promise.all(
    travelling.map(async ({ id }) => {
      const lead = await store.load(id)
      await store.decide(lead, assign, [await route.run(lead, ports, TIME)])
    }),
  )
  return travelling.map(({ id }) => id)
}

async function answer({ db, store, now }: Past, ids: readonly LeadId[]): Promise<void> {
  const declined = ids.filter((_, at) => at % DECLINED === 0)
  await Promise.all(
    declined.map((id) =>
      store.record(id, ({ state, assignmentId, repId }) =>
        state === 'assigned' && assignmentId && repId
          ? {
              event: {
                ...{ type: 'AssignmentDeclined', at: now, assignmentId, repId },
                resumeAt: REENTRY_STAGE,
              },
            }
          : undefined,
      ),
    ),
  )
  await acknowledge(db, ids, now)
}

/** By one statement, because that is many times faster; two of three come to something, too. */
async function acknowledge(db: Db, ids: readonly LeadId[], at: Date): Promise<void> {
  await sql`
    with answered as (
      update leads set version = version + 4, acknowledged_at = ${at}, outcome = 'qualified'
      where id = any(${[...ids]}::uuid[]) and state = 'assigned'
      returning id, version, assignment_id, rep_id
    ), ended as (
      update assignments a set status = 'acknowledged', acknowledged_at = ${at}
      from answered where a.id = answered.assignment_id
    )
    insert into lead_events (lead_id, version, type, at, data)
    select id, version - 4 + n, type, ${at},
      jsonb_build_object('assignmentId', assignment_id, 'repId', rep_id) || data
    from answered cross join (values
      (1, 'RepNotified', '{"channel": "in-app", "notificationId": "n", "providerId": "p"}'::jsonb),
      (2, 'CrmRecordWritten', '{"crm": "built-in", "recordId": "r", "created": true, "fields": []}'),
      (3, 'AssignmentAcknowledged', '{"via": "app"}'),
      (4, 'OutcomeRecorded', '{"outcome": "qualified"}')) as e (n, type, data)
    order by id, n`.execute(db)
}
