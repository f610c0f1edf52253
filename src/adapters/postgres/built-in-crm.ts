import { sql } from 'kysely'
import { type ContactId, newId } from '../../domain/ids.ts'
import type { Crm, CrmFields, CrmRecord } from '../../ports/crm.ts'
import type { Db } from './connect.ts'
import { firstOfEach } from './first-of-each.ts'
import { anyOf, insertAll } from './fixed-text.ts'
import { grouped } from './grouped.ts'

type Upserted = {
  readonly id: string
  readonly contactId: ContactId
  readonly created: boolean
}
type Write = { readonly contactId: ContactId; readonly fields: CrmFields }

/**
 * The CRM for whoever has no other: our own table. Rejects with `Unavailable` (`database-down`)
 * only. The unique key on the contact's id makes upserts that race one record.
 */
export function builtInCrm(db: Db): Crm {
  const upsert = grouped((writes: readonly Write[]) => upsertAll(db, writes))
  return {
    name: 'built-in',
    read: grouped((ids) => readAll(db, ids)),
    upsert: (contactId, fields) => upsert({ contactId, fields }),
  }
}

async function readAll(db: Db, ids: readonly ContactId[]): Promise<(CrmRecord | undefined)[]> {
  const rows = await db
    .selectFrom('crmContacts')
    .select(['id', 'contactId', 'fields'])
    .where('contactId', '=', anyOf(ids))
    .execute()
  const records = new Map(
    rows.map(({ id, contactId, fields }) => [contactId, { recordId: id, fields }]),
  )
  return ids.map((id) => records.get(id))
}

async function upsertAll(db: Db, writes: readonly Write[]) {
  const records = merged(writes).map(([contactId, fields]) => ({ id: newId(), contactId, fields }))
  // A row that was only just inserted has never been deleted by any transaction.
  const ending = sql`
    on conflict (contact_id) do update
      set fields = crm_contacts.fields || excluded.fields, updated_at = now()
    returning id, contact_id, xmax = 0 as created`
  const { rows } = await insertAll<Upserted>('crmContacts', records, ending).execute(db)
  const written = new Map(rows.map((row) => [row.contactId, row]))
  const firsts = new Set(firstOfEach(writes, ({ contactId }) => contactId))
  return writes.map((write) => {
    const row = written.get(write.contactId)
    if (row === undefined) throw new Error(`No record came back for contact ${write.contactId}`)
    return { recordId: row.id, created: row.created && firsts.has(write) }
  })
}

/** One row a contact, later fields over earlier ones, sorted so that batches never deadlock. */
function merged(writes: readonly Write[]): [ContactId, CrmFields][] {
  const fieldsOf = new Map<ContactId, CrmFields>()
  for (const { contactId, fields } of writes) {
    fieldsOf.set(contactId, { ...fieldsOf.get(contactId), ...fields })
  }
  return [...fieldsOf].sort(([a], [b]) => (a < b ? -1 : 1))
}
