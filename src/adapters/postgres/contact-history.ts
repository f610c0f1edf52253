import { type Selectable, sql } from 'kysely'
import type { ContactId } from '../../domain/ids.ts'
import type { JoinRecord } from '../../ports/contact-reader.ts'
import type { Db } from './connect.ts'
import type { ContactTables } from './contact-tables.ts'
import { withoutNulls } from './without-nulls.ts'

/** The log of every join and split of the contacts a person is made of, latest first. */
export async function readJoins(db: Db, id: ContactId): Promise<JoinRecord[]> {
  const { rows } = await sql<Selectable<ContactTables['contactJoins']> & { inForce: boolean }>`
    with members as materialized (
      select id from contacts where id = ${id}::uuid or joined_into = ${id}::uuid
    ), found as (
      select j.* from members m join contact_joins j on j.contact_id = m.id
      union select j.* from members m join contact_joins j on j.other_contact_id = m.id
    )
    select f.*, f.kind = 'join' and not exists (
      select from contact_joins u where u.undoes = f.id) as in_force
    from found f order by f.id desc`.execute(db)
  return rows.map(recordFrom)
}

function recordFrom(row: Selectable<ContactTables['contactJoins']> & { inForce: boolean }) {
  const { id, kind, contactId, otherContactId, at, by, ...more } = withoutNulls(row)
  const { why, leadIds, inForce, undoes, reviewItemId } = more
  return {
    ...{ id, kind, contactId, otherContactId, at, by },
    ...{ why, leadIds, inForce, undoes, reviewItemId },
  }
}

/**
 * What people wrote by hand about a contact, latest first: of the leads it has now, since what was
 * written about a lead goes with it.
 */
export async function readEdits(
  db: Db,
  id: ContactId,
): Promise<Selectable<ContactTables['contactEdits']>[]> {
  return db
    .selectFrom('contactEdits as e')
    .innerJoin('leads as l', 'l.id', 'e.leadId')
    .selectAll('e')
    .where('l.contactId', '=', id)
    .orderBy('e.sequence', 'desc')
    .execute()
}
