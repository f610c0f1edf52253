import { type Selectable, sql } from 'kysely'
import { CANARY_SOURCE } from '../../domain/canaries/is-canary.ts'
import type { Contact } from '../../domain/contact.ts'
import type { ContactId } from '../../domain/ids.ts'
import { shownValues } from '../../domain/survivorship.ts'
import type {
  ContactFile,
  ContactQuery,
  ContactReader,
  KeptConsent,
} from '../../ports/contact-reader.ts'
import type { Db } from './connect.ts'
import { readEdits, readJoins } from './contact-history.ts'
import type { StoredOrigins } from './contact-tables.ts'
import { IdPlace, pageOf, readCursor } from './cursor.ts'
import { translated } from './database-failure.ts'
import type { Tables } from './tables.ts'

/** Reads contacts for people, in the tables the dedupe stage writes. */
export function postgresContactReader(db: Db): ContactReader {
  return {
    list: (query) => translated(() => list(db, query)),
    find: (id) => translated(() => find(db, id)),
  }
}

/** The columns a contact is read from. */
export const CONTACT_COLUMNS = [
  'id',
  'fields',
  'origins',
  'ownerRepId',
  'ownerLeadId',
  'leadCount',
] as const

/** What is read of a value, besides whose it is. */
export const VALUE_COLUMNS = [
  'field',
  'value',
  'leadId',
  'sourceKey',
  'at',
  'trust',
  'verified',
  'edited',
] as const

export type ContactRow = Pick<Selectable<Tables['contacts']>, (typeof CONTACT_COLUMNS)[number]>

/** The contact a row stands for. */
export function contactFrom(row: ContactRow): Contact {
  const { id, fields, leadCount } = row
  return {
    id,
    fields,
    origins: originsFrom(row.origins),
    leadCount,
    ownerRepId: row.ownerRepId ?? undefined,
    ownerLeadId: row.ownerLeadId ?? undefined,
  }
}

function originsFrom(stored: StoredOrigins): Contact['origins'] {
  return Object.fromEntries(
    Object.entries(stored).map(([field, origin]) => [
      field,
      { ...origin, at: new Date(origin.at) },
    ]),
  )
}

async function list(db: Db, { limit, cursor, ownerRepId }: ContactQuery) {
  const place = readCursor(IdPlace, cursor)
  const rows = await db
    .selectFrom('contacts')
    .selectAll()
    .where((where) => where.and(ownerRepId === undefined ? {} : { ownerRepId }))
    .where('erasedAt', 'is', null)
    .where('joinedInto', 'is', null)
    // Canaries are nobody.
    .where(
      sql<boolean>`not exists (
        select from leads l where l.contact_id = contacts.id and l.source_key = ${CANARY_SOURCE})`,
    )
    .$if(place !== undefined, (query) => query.where(sql<boolean>`id < ${place?.[0]}::uuid`))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return pageOf(rows, limit, ({ id }) => [id], contactFrom)
}

async function find(db: Db, asked: ContactId): Promise<ContactFile | undefined> {
  const row = await db
    .selectFrom('contacts as c')
    .innerJoin('contacts as asked', (join) =>
      join.on(sql<boolean>`c.id = coalesce(asked.joined_into, asked.id)`),
    )
    .selectAll('c')
    .where('asked.id', '=', asked)
    .where('c.erasedAt', 'is', null)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { id } = row
  const [values, leads, consents, history, edits] = await Promise.all([
    db
      .selectFrom('contactValues')
      .select([...VALUE_COLUMNS, 'withdrawnAt'])
      .where('contactId', '=', id)
      .orderBy('field')
      .orderBy('at')
      .execute(),
    readLeads(db, id),
    readConsents(db, id),
    readJoins(db, id),
    readEdits(db, id),
  ])
  const seen = values.map(({ withdrawnAt, ...value }) => {
    return { ...value, ...(withdrawnAt && { withdrawnAt }) }
  }) as ContactFile['values']
  return {
    contact: contactFrom(row),
    version: edits[0]?.sequence ?? 0,
    shown: shownValues(seen.filter(({ withdrawnAt }) => withdrawnAt === undefined)),
    values: seen,
    leadIds: leads.map((lead) => lead.id),
    accountId: leads.find(({ accountId }) => accountId !== null)?.accountId ?? undefined,
    consents,
    history,
    edits: edits.map(({ sequence: _, ...edit }) => edit),
  }
}

/** Latest received first. */
const readLeads = (db: Db, contactId: ContactId) =>
  db
    .selectFrom('leads')
    .select(['id', 'accountId'])
    .where('contactId', '=', contactId)
    .orderBy('receivedAt', 'desc')
    .execute()

async function readConsents(db: Db, contactId: ContactId): Promise<KeptConsent[]> {
  const rows = await db
    .selectFrom('consents as c')
    .innerJoin('leads as l', 'l.id', 'c.leadId')
    .select(['c.leadId', 'c.key', 'c.text', 'c.version', 'c.granted', 'c.at', 'c.address'])
    .where('l.contactId', '=', contactId)
    .orderBy('c.at', 'desc')
    // Of one moment a no comes first: it is the one that must not be overlooked.
    .orderBy('c.granted')
    .orderBy('c.key')
    .execute()
  return rows.map(({ text, version, address, ...said }) => ({
    ...said,
    ...(text === null ? {} : { text }),
    ...(version === null ? {} : { version }),
    ...(address === null ? {} : { address }),
  }))
}
