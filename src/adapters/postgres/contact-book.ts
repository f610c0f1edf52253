import { sql } from 'kysely'
import type { Contact } from '../../domain/contact.ts'
import { Refused } from '../../domain/failure.ts'
import type { ContactId, LeadId } from '../../domain/ids.ts'
import type { ContactBook, CrmLink } from '../../ports/contact-book.ts'
import { adoptValues } from './adopt-values.ts'
import type { Db } from './connect.ts'
import { contactClaims } from './contact-claims.ts'
import { type ContactRow, contactFrom } from './contact-reader.ts'
import { translated } from './database-failure.ts'
import { anyOf, insertAll } from './fixed-text.ts'
import { grouped } from './grouped.ts'

type LinkKey = { readonly contactId: ContactId; readonly crm: string }
type LinkRow = LinkKey & CrmLink

/** Contacts and their links to CRMs as rows; the reads and writes of many share a statement. */
export function postgresContactBook(db: Db): ContactBook {
  const find = grouped((ids: readonly ContactId[]) => findAll(db, ids))
  const linkOf = grouped((keys: readonly LinkKey[]) => linksOf(db, keys))
  const elsewhere = grouped((keys: readonly LinkKey[]) => emailsOfJoined(db, keys))
  const save = grouped((rows: readonly LinkRow[]) => saveAll(db, rows))
  return {
    async load(id) {
      const contact = await find(id)
      if (contact === undefined) throw new Refused('contact-unknown', `There is no contact ${id}`)
      return contact
    },
    adopt: (id, fields, adoption) =>
      translated(() => db.transaction().execute((tx) => adoptValues(tx, id, fields, adoption))),
    crmLink: (contactId, crm) => linkOf({ contactId, crm }),
    emailsElsewhere: (contactId, crm) => elsewhere({ contactId, crm }),
    saveCrmLink: (contactId, crm, link) => save({ contactId, crm, ...link }),
    isCrmWriteTold: (id) => translated(() => isCrmWriteTold(db, id)),
    claim: contactClaims(db),
  }
}

async function findAll(db: Db, ids: readonly ContactId[]): Promise<(Contact | undefined)[]> {
  const { rows } = await sql<ContactRow & { asked: ContactId }>`
    select a.id as asked, c.id, c.fields, c.origins, c.owner_rep_id, c.owner_lead_id, c.lead_count
    from contacts a join contacts c on c.id = coalesce(a.joined_into, a.id)
    where a.id = ${anyOf(ids)}`.execute(db)
  const contacts = new Map(rows.map((row) => [row.asked, contactFrom(row)]))
  return ids.map((id) => contacts.get(id))
}

async function linksOf(db: Db, keys: readonly LinkKey[]): Promise<(CrmLink | undefined)[]> {
  const rows = await db
    .selectFrom('crmLinks')
    .select(['contactId', 'crm', 'recordId', 'lastSeen'])
    .where('contactId', '=', anyOf(keys.map(({ contactId }) => contactId)))
    .execute()
  const links = new Map(rows.map((row) => [keyOf(row), row]))
  return keys.map((key) => {
    const row = links.get(keyOf(key))
    return row && { recordId: row.recordId, lastSeen: row.lastSeen }
  })
}

async function emailsOfJoined(db: Db, keys: readonly LinkKey[]): Promise<string[][]> {
  const rows = await db
    .selectFrom('contacts as c')
    .innerJoin('crmLinks as k', 'k.contactId', 'c.id')
    .select(['c.joinedInto', 'k.crm', sql<string | null>`k.last_seen ->> 'email'`.as('email')])
    .where('c.joinedInto', '=', anyOf(keys.map(({ contactId }) => contactId)))
    .execute()
  return keys.map(({ contactId, crm }) =>
    rows
      .filter((row) => row.joinedInto === contactId && row.crm === crm)
      .flatMap(({ email }) => email ?? []),
  )
}

const keyOf = ({ contactId, crm }: LinkKey) => `${contactId} ${crm}`

/** The latest link of each contact stands; sorted, so that two batches never deadlock. */
async function saveAll(db: Db, links: readonly LinkRow[]): Promise<undefined[]> {
  const latest = new Map(links.map((link) => [keyOf(link), link]))
  const rows = [...latest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, link]) => link)
  const ending = sql`on conflict (contact_id, crm) do update
    set record_id = excluded.record_id, last_seen = excluded.last_seen, updated_at = now()`
  await insertAll('crmLinks', rows, ending).execute(db)
  return links.map(() => undefined)
}

async function isCrmWriteTold(db: Db, id: LeadId): Promise<boolean> {
  const latest = await db
    .selectFrom('leadEvents')
    .select('type')
    .where('leadId', '=', id)
    .where('type', 'in', ['CrmRecordWritten', 'LeadAssigned', 'LeadAttachedToOwner'])
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return latest?.type === 'CrmRecordWritten'
}
