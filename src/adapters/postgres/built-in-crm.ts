import { sql } from 'kysely'
import { newId } from '../../domain/ids.ts'
import type { Crm } from '../../ports/crm.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

/**
 * The CRM for whoever has no other: our own table. Rejects with `Unavailable` (`database-down`)
 * only. The unique key on the contact's id makes upserts that race one record.
 */
export function builtInCrm(db: Db): Crm {
  return {
    name: 'built-in',
    read: (contactId) =>
      translated(async () => {
        const row = await db
          .selectFrom('crmContacts')
          .select(['id', 'fields'])
          .where('contactId', '=', contactId)
          .executeTakeFirst()
        return row && { recordId: row.id, fields: row.fields }
      }),
    upsert: (contactId, fields) =>
      translated(async () => {
        const row = await db
          .insertInto('crmContacts')
          .values({ id: newId(), contactId, fields: JSON.stringify(fields) })
          .onConflict((conflict) =>
            conflict.column('contactId').doUpdateSet({
              fields: sql`crm_contacts.fields || excluded.fields`,
              updatedAt: sql`now()`,
            }),
          )
          // A row that was only just inserted has never been deleted by any transaction.
          .returning(['id', sql<boolean>`xmax = 0`.as('created')])
          .executeTakeFirstOrThrow()
        return { recordId: row.id, created: row.created }
      }),
  }
}
