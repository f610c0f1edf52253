import { type Selectable, sql } from 'kysely'
import * as z from 'zod'
import { CANARY_SOURCE } from '../../domain/canaries/is-canary.ts'
import type { LeadId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import type { LeadParts } from '../../domain/lead-parts.ts'
import type { LeadFile, LeadHistory, LeadQuery, LeadReader } from '../../ports/lead-reader.ts'
import type { Db } from './connect.ts'
import { contactFrom } from './contact-reader.ts'
import { pageOf, readCursor } from './cursor.ts'
import { translated } from './database-failure.ts'
import { deadLetterFrom } from './dead-letters.ts'
import { leadRowFrom, readLeads } from './lead-rows.ts'
import { entryFrom, pickFrom } from './ledger-rows.ts'
import { alertFrom } from './notification-inbox.ts'
import type { Tables } from './tables.ts'
import { withoutNulls } from './without-nulls.ts'

/** Milliseconds are exact: `received_at` is written from our clock, which has no finer ones. */
const Place = z.tuple([z.iso.datetime(), z.uuid()])

/** Reads leads for people, in the tables of the lead store. */
export function postgresLeadReader(db: Db): LeadReader {
  return {
    list: (query) => translated(() => list(db, query)),
    latestWhole: (limit) => translated(() => latestWhole(db, limit)),
    find: (id) => translated(() => find(db, id)),
    history: (id) => translated(() => history(db, id)),
  }
}

async function list(db: Db, { limit, cursor, state, repId, sourceKey }: LeadQuery) {
  const place = readCursor(Place, cursor)
  const filters = {
    ...(state && { state }),
    ...(repId && { repId }),
    ...(sourceKey && { sourceKey }),
  }
  const rows = await db
    .selectFrom('leads')
    .selectAll()
    .where((where) => where.and(filters))
    // They show when they are asked for.
    .$if(sourceKey === undefined, (query) => query.where('sourceKey', '<>', CANARY_SOURCE))
    .$if(place !== undefined, (query) =>
      query.where(
        sql<boolean>`(received_at, id) < (${place?.[0]}::timestamptz, ${place?.[1]}::uuid)`,
      ),
    )
    .orderBy('receivedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return pageOf(rows, limit, (row) => [row.receivedAt.toISOString(), row.id], leadRowFrom)
}

async function latestWhole(db: Db, limit: number): Promise<readonly Lead[]> {
  const rows = await db
    .selectFrom('leads')
    .select('id')
    .where('sourceKey', '<>', CANARY_SOURCE)
    .orderBy('receivedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  const leads = await readLeads(
    db,
    rows.map(({ id }) => id),
  )
  return rows.flatMap(({ id }) => leads.get(id) ?? [])
}

async function find(db: Db, id: LeadId): Promise<LeadFile | undefined> {
  const row = await db.selectFrom('leads').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) return undefined
  const [parts, contact, assignments, deadLetters] = await Promise.all([
    db.selectFrom('leadParts').selectAll().where('leadId', '=', id).execute(),
    row.contactId === null
      ? undefined
      : db.selectFrom('contacts').selectAll().where('id', '=', row.contactId).executeTakeFirst(),
    db
      .selectFrom('assignments')
      .selectAll()
      .where('leadId', '=', id)
      .orderBy('offeredAt')
      .execute(),
    db
      .selectFrom('deadLetters')
      .selectAll()
      .where('leadId', '=', id)
      .where('redrivenAt', 'is', null)
      .orderBy('createdAt')
      .execute(),
  ])
  return {
    lead: { ...leadRowFrom(row), parts: partsFrom(parts) },
    contact: contact && contactFrom(contact),
    assignments: assignments.map(withoutNulls),
    deadLetters: deadLetters.map(deadLetterFrom),
  }
}

async function history(db: Db, id: LeadId): Promise<LeadHistory> {
  const of = <T extends 'leadEvents' | 'tasks' | 'notifications' | 'poolLedger'>(table: T) =>
    db.selectFrom(table)
  const [events, tasks, alerts, picks, creditChanges] = await Promise.all([
    of('leadEvents').selectAll().where('leadId', '=', id).orderBy('version').execute(),
    of('tasks').selectAll().where('leadId', '=', id).orderBy('createdAt').orderBy('id').execute(),
    of('notifications').selectAll().where('leadId', '=', id).orderBy('createdAt').execute(),
    picksOf(db, id),
    creditChangesOf(db, id),
  ])
  return {
    events: events.map(({ version, type, at, data }) => ({ version, type, at, data })),
    tasks: tasks.map(taskFrom),
    alerts: alerts.map(alertFrom),
    picks,
    creditChanges,
  }
}

async function creditChangesOf(db: Db, id: LeadId) {
  const rows = await db
    .selectFrom('poolLedger')
    .selectAll()
    .where('leadId', '=', id)
    .where('kind', '<>', 'pick')
    .orderBy('at')
    .orderBy('sequence')
    .execute()
  return rows.map(entryFrom).filter((entry) => entry.kind !== 'pick')
}

async function picksOf(db: Db, id: LeadId) {
  const rows = await db
    .selectFrom('poolLedger as entry')
    .leftJoin('poolLedger as before', (join) =>
      join
        .onRef('before.poolId', '=', 'entry.poolId')
        .on((eb) => eb('before.sequence', '=', eb('entry.sequence', '-', 1))),
    )
    .selectAll('entry')
    .select('before.credits as creditsBefore')
    .where('entry.leadId', '=', id)
    .where('entry.kind', '=', 'pick')
    .orderBy('entry.at')
    .execute()
  return rows.map(({ creditsBefore, ...row }) => ({
    entry: pickFrom(row),
    creditsBefore: creditsBefore ?? {},
  }))
}

function partsFrom(rows: readonly { part: string; content: unknown }[]): LeadParts {
  return { form: {}, ...Object.fromEntries(rows.map(({ part, content }) => [part, content])) }
}

function taskFrom(row: Selectable<Tables['tasks']>): LeadHistory['tasks'][number] {
  const { id, follower, state, createdAt, dueAt, endedAt, failure } = withoutNulls(row)
  return { id, follower, state, createdAt, dueAt, endedAt, failure }
}
