import { sql } from 'kysely'
import { Refused } from '../../domain/failure.ts'
import type { ContactId, RepId } from '../../domain/ids.ts'
import type { ContactBook } from '../../ports/contact-book.ts'
import type { CrmFields } from '../../ports/crm.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

/** Contacts and their links to CRMs as rows. */
export function postgresContactBook(db: Db): ContactBook {
  return {
    load: (id) =>
      translated(async () => {
        const row = await db
          .selectFrom('contacts')
          .select(['id', 'fields', 'ownerRepId', 'ownerLeadId', 'leadCount'])
          .where('id', '=', id)
          .executeTakeFirst()
        if (row === undefined) throw new Refused('contact-unknown', `There is no contact ${id}`)
        return {
          ...row,
          ownerRepId: row.ownerRepId ?? undefined,
          ownerLeadId: row.ownerLeadId ?? undefined,
        }
      }),

    adopt: (id, fields) => translated(() => adopt(db, id, fields)),

    crmLink: (contactId, crm) =>
      translated(() =>
        db
          .selectFrom('crmLinks')
          .select(['recordId', 'lastSeen'])
          .where('contactId', '=', contactId)
          .where('crm', '=', crm)
          .executeTakeFirst(),
      ),

    saveCrmLink: (contactId, crm, { recordId, lastSeen }) =>
      translated(async () => {
        const row = { recordId, lastSeen: JSON.stringify(lastSeen) }
        await db
          .insertInto('crmLinks')
          .values({ contactId, crm, ...row })
          .onConflict((conflict) =>
            conflict.columns(['contactId', 'crm']).doUpdateSet({ ...row, updatedAt: new Date() }),
          )
          .execute()
      }),
  }
}

async function adopt(db: Db, id: ContactId, { ownerRepId, ...fields }: CrmFields): Promise<void> {
  await db
    .updateTable('contacts')
    .set({
      fields: sql`fields || ${JSON.stringify(fields)}::jsonb`,
      updatedAt: new Date(),
      ...(ownerRepId === undefined ? {} : { ownerRepId: ownerRepId as RepId }),
    })
    .where('id', '=', id)
    .execute()
}
