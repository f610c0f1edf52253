import { sql } from 'kysely'
import type { ContactId } from '../../domain/ids.ts'
import { KEY_SCHEME } from '../../domain/matching/blocking-keys.ts'
import type { IdentityIndexUpkeep, IndexProgress } from '../../ports/identity-index-upkeep.ts'
import type { Db, Tx } from './connect.ts'
import { translated } from './database-failure.ts'
import { refileContacts } from './file-contacts.ts'

/** Few, because whoever attaches a lead to one of them waits until they are filed. */
const PAGE = 100
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000' as ContactId

/** How far the index of `contact_keys` has been made, in one row that whoever makes it holds. */
export function postgresIdentityIndexUpkeep(db: Db): IdentityIndexUpkeep {
  return {
    advance: () => translated(() => db.transaction().execute(advance)),
    progress: () => translated(() => progress(db)),
    beginAnew: () =>
      translated(async () => {
        await sql`
          update contact_index_progress
          set scheme = 0, epoch = epoch + 1, finished_at = null`.execute(db)
        return await progress(db)
      }),
  }
}

async function progress(db: Db): Promise<IndexProgress> {
  const { scheme, contacts, startedAt, finishedAt } = await db
    .selectFrom('contactIndexProgress')
    .select(['scheme', 'contacts', 'startedAt', 'finishedAt'])
    .executeTakeFirstOrThrow()
  const isOfNow = scheme >= KEY_SCHEME
  return {
    contacts: isOfNow ? contacts : 0,
    startedAt: isOfNow ? (startedAt ?? undefined) : undefined,
    finishedAt: isOfNow ? (finishedAt ?? undefined) : undefined,
  }
}

async function advance(tx: Tx): Promise<'more' | 'done' | 'busy'> {
  const row = await tx
    .selectFrom('contactIndexProgress')
    .select(['scheme', 'place', 'contacts', 'startedAt', 'finishedAt'])
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  if (row === undefined) return 'busy'
  const isOfNow = row.scheme === KEY_SCHEME
  // A later version has made it anew, and this process is one that the upgrade has not ended yet.
  if (row.scheme > KEY_SCHEME || (isOfNow && row.finishedAt !== null)) return 'done'

  const place = isOfNow ? row.place : BEFORE_ALL
  const ids = await contactsAfter(tx, place)
  await refileContacts(tx, ids)
  await tx
    .updateTable('contactIndexProgress')
    .set({
      scheme: KEY_SCHEME,
      place: ids.at(-1) ?? place,
      contacts: (isOfNow ? row.contacts : 0) + ids.length,
      startedAt: isOfNow ? row.startedAt : sql<Date>`now()`,
      finishedAt: ids.length === 0 ? sql<Date>`now()` : null,
    })
    .execute()
  return ids.length === 0 ? 'done' : 'more'
}

async function contactsAfter(tx: Tx, place: ContactId): Promise<ContactId[]> {
  const { rows } = await sql<{ id: ContactId }>`
    select id from contacts where id > ${place}::uuid and erased_at is null
    order by id limit ${PAGE}`.execute(tx)
  return rows.map(({ id }) => id)
}
