import { sql } from 'kysely'
import type { IdentityKey } from '../../domain/contact.ts'
import { Refused } from '../../domain/failure.ts'
import type { ContactId } from '../../domain/ids.ts'
import type { Db, Tx } from './connect.ts'
import { anyOf } from './fixed-text.ts'

/** All contacts of the persons whom these are part of: those at the top, and every redirect to them. */
export async function contactsOfPersons(
  db: Db | Tx,
  ids: readonly ContactId[],
): Promise<ContactId[]> {
  const { rows } = await sql<{ id: ContactId }>`
    with tops as materialized (
      select coalesce(joined_into, id) as id from contacts where id = ${anyOf(ids)}
    )
    select id from tops
    union select c.id from tops t join contacts c on c.joined_into = t.id
    order by id`.execute(db)
  return rows.map(({ id }) => id)
}

/** The contacts of the person a contact is part of; none when they were erased. */
export async function livingContacts(db: Db | Tx, id: ContactId): Promise<ContactId[]> {
  const { rows } = await sql<{ id: ContactId }>`
    select t.id from contacts c join contacts t on t.id = coalesce(c.joined_into, c.id)
    where c.id = ${id}::uuid and t.erased_at is null`.execute(db)
  return contactsOfPersons(
    db,
    rows.map((row) => row.id),
  )
}

/** Whose these keys of one kind are: of their identities, or of whoever gave one nobody may claim. */
export async function ownersOf(db: Db | Tx, keys: readonly IdentityKey[]): Promise<ContactId[]> {
  const [key] = keys
  const { rows } = await sql<{ top: ContactId }>`
    select distinct coalesce(c.joined_into, c.id) as top from identities i
    left join contact_values v
      on (i.contact_id is null or i.shared) and v.field = i.kind and v.value = i.value
    join contacts c on c.id = coalesce(v.contact_id, i.contact_id)
    where i.kind = ${key?.kind} and i.value = any(${keys.map(({ value }) => value)}::text[])`.execute(
    db,
  )
  if (rows.length > 1) {
    throw new Refused('person-ambiguous', `${rows.length} contacts share this ${key?.kind}`)
  }
  return contactsOfPersons(
    db,
    rows.map(({ top }) => top),
  )
}
