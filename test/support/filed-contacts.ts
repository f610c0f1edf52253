import type { Db, Tx } from '../../src/adapters/postgres/connect.ts'
import { fileContacts, refileContacts } from '../../src/adapters/postgres/file-contacts.ts'
import { type ContactId, newId } from '../../src/domain/ids.ts'
import type { PersonFacts } from '../../src/domain/matching/person-record.ts'

/** Contacts as the claiming transaction files them, in a database. */
export function filedContacts(db: Db | Tx) {
  const inOne = <T>(work: (tx: Tx) => Promise<T>) =>
    db.isTransaction ? work(db as Tx) : db.transaction().execute(work)
  const leadCounts = new Map<ContactId, number>()
  return {
    /** Files a contact under what a lead said, beside what was said before; a new one without an id. */
    async file(said: PersonFacts, id: ContactId = newId<ContactId>()): Promise<ContactId> {
      const leadCount = (leadCounts.get(id) ?? 0) + 1
      leadCounts.set(id, leadCount)
      const contact = { id, fields: {}, ownerRepId: undefined, ownerLeadId: undefined, leadCount }
      await inOne(async (tx) => {
        await tx
          .insertInto('contacts')
          .values({ id, fields: '{}', ownerRepId: null, ownerLeadId: null, leadCount })
          .onConflict((conflict) => conflict.column('id').doUpdateSet({ leadCount }))
          .execute()
        await fileContacts(tx, [{ contact, said }])
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
