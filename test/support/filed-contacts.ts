import type { Db, Tx } from '../../src/adapters/postgres/connect.ts'
import { fileContacts, refileContacts } from '../../src/adapters/postgres/file-contacts.ts'
import { type ContactId, newId } from '../../src/domain/ids.ts'
import type { PersonFacts } from '../../src/domain/matching/person-record.ts'

/** Contacts as the claiming transaction files them, in a database. */
export function filedContacts(db: Db | Tx) {
  const inOne = <T>(work: (tx: Tx) => Promise<T>) =>
    db.isTransaction ? work(db as Tx) : db.transaction().execute(work)
  const known = new Set<ContactId>()
  return {
    /** Files a contact under what a lead said, beside what was said before; a new one without an id. */
    async file(said: PersonFacts, id: ContactId = newId<ContactId>()): Promise<ContactId> {
      const isNew = !known.has(id)
      known.add(id)
      await inOne(async (tx) => {
        await tx
          .insertInto('contacts')
          .values({ id, fields: '{}', ownerRepId: null, ownerLeadId: null, leadCount: 1 })
          .onConflict((conflict) => conflict.column('id').doNothing())
          .execute()
        await fileContacts(tx, [{ contact: { id, fields: {} }, said, isNew }])
      })
      return id
    },
    /** Takes away all there is to know of a contact, as an erasure does. */
    async forget(id: ContactId): Promise<void> {
      await inOne(async (tx) => {
        await tx
          .updateTable('contacts')
          .set({ erasedAt: new Date() })
          .where('id', '=', id)
          .execute()
        await refileContacts(tx, [id])
      })
    },
  }
}
