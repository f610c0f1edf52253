import { setTimeout as wait } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { sql } from 'kysely'
import { connect, type Db } from '../../src/adapters/postgres/connect.ts'
import { postgresContactLog } from '../../src/adapters/postgres/contact-log.ts'
import { fileContacts } from '../../src/adapters/postgres/file-contacts.ts'
import { postgresIdentityIndex } from '../../src/adapters/postgres/identity-index.ts'
import { postgresIdentityIndexUpkeep } from '../../src/adapters/postgres/identity-index-upkeep.ts'
import { redisIdentityIndex, redisLookUp } from '../../src/adapters/redis/identity-index.ts'
import { redisIndexCopy } from '../../src/adapters/redis/identity-index-copy.ts'
import { type ContactId, newId } from '../../src/domain/ids.ts'
import type { PersonFacts } from '../../src/domain/matching/person-record.ts'
import type { IdentityIndex } from '../../src/ports/identity-index.ts'
import { startRedis } from '../../test/support/a-redis.ts'
import { openEmptyDatabase } from '../support/empty-database.ts'

const FILED_AT_ONCE = 250
const REBUILT = 10_000

/** An empty database as the product has it. */
export async function openIndexDatabase(started: AsyncDisposableStack): Promise<Db> {
  const db = connect(await openEmptyDatabase(started), 8)
  started.defer(() => db.destroy())
  return db
}

/** Files these people as the claiming transaction does, in the place of whoever was there. */
export async function fileAll(db: Db, people: readonly PersonFacts[]): Promise<ContactId[]> {
  await sql`truncate contacts, leads, lead_parts, contact_index, contact_keys`.execute(db)
  const ids = people.map(() => newId<ContactId>())
  for (let from = 0; from < people.length; from += FILED_AT_ONCE) {
    const filings = people.slice(from, from + FILED_AT_ONCE).map((said, at) => {
      return { contact: { id: ids[from + at] as ContactId, fields: {} }, said, isNew: true }
    })
    await db.transaction().execute(async (tx) => {
      // A million people in memory make pauses for which the product's limit was not meant.
      await sql`set local idle_in_transaction_session_timeout = 0`.execute(tx)
      await fileContacts(tx, filings)
    })
  }
  await sql`vacuum analyze contact_index, contact_keys`.execute(db)
  return ids
}

/** Bytes of the index for each of its contacts. */
export async function bytesInPostgres(db: Db): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select ((pg_total_relation_size('contact_index') + pg_total_relation_size('contact_keys'))
      / greatest(1, (select count(*) from contact_index)))::float8 as bytes`.execute(db)
  return rows[0]?.bytes ?? 0
}

/** Contacts a second that are filed anew from their leads, of which each has one here. */
export async function rebuildRate(db: Db): Promise<number> {
  await sql`
    insert into contacts (id, fields, lead_count)
    select contact_id, '{}', 1 from contact_index limit ${REBUILT}`.execute(db)
  await sql`
    insert into leads (id, version, state, source_key, dedupe_key, is_test, received_at,
      deadline_at, contact_id)
    select gen_random_uuid(), 1, 'assigned', 'bench', id::text, false, now(), now(), id
    from contacts`.execute(db)
  await sql`
    insert into lead_parts (lead_id, part, content)
    select l.id, p.part, jsonb_strip_nulls(case p.part
      when 'form' then jsonb_build_object('firstName', i.facts -> 'givenName',
        'lastName', i.facts -> 'familyName', 'company', i.facts -> 'company')
      else jsonb_build_object('email', i.facts -> 'emails' -> 0, 'phone', i.facts -> 'phones' -> 0,
        'emailDomain', i.facts -> 'companyDomains' -> 0, 'notes', '[]'::jsonb) end)
    from leads l join contact_index i on i.contact_id = l.contact_id
    cross join (values ('form'), ('findings')) as p (part)`.execute(db)
  await sql`truncate contact_index, contact_keys`.execute(db)
  await sql`vacuum analyze contacts, leads, lead_parts`.execute(db)

  const upkeep = postgresIdentityIndexUpkeep(db)
  await upkeep.beginAnew()
  const startedMs = performance.now()
  while ((await upkeep.advance()) === 'more');
  return (REBUILT * 1_000) / (performance.now() - startedMs)
}

/** A Redis that is thrown away, with the copy of the index in it. */
export type RedisStore = {
  readonly index: IdentityIndex
  /** Look-ups so far that PostgreSQL had to answer, as on a machine that is busy with other things. */
  fallbacks(): number
  /** Makes the copy anew; resolves with the contacts it took a second and the bytes each holds. */
  copyAll(contacts: number): Promise<{ readonly rate: number; readonly bytes: number }>
}

/** Undefined where there is no redis-server on the PATH. */
export async function openRedisStore(
  db: Db,
  started: AsyncDisposableStack,
): Promise<RedisStore | undefined> {
  const server = await startRedis()
  if (server === undefined) return undefined
  started.use(server)
  const { url } = server
  const log = postgresContactLog(db)
  const complain = (code: string) => console.error(`Redis: ${code}`)
  const lookUp = redisLookUp({ url, installation: log.name, onBroken: complain })
  const copy = redisIndexCopy({ url, log, onBroken: complain })
  const client = new Redis(url)
  let fallbacks = 0
  // What nobody follows is not used, so it is followed as in the product.
  let isCopying = false
  const follow = () =>
    isCopying ? undefined : copy.follow().catch(() => complain('the copy is not followed'))
  const following = setInterval(() => void follow(), 1_000)
  started.defer(() => {
    clearInterval(following)
    client.disconnect()
    copy.close()
    lookUp.close()
  })
  const heldBytes = async () =>
    Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1] ?? 0)

  return {
    index: redisIdentityIndex({
      redis: lookUp,
      fallback: postgresIdentityIndex(db),
      onFallback: () => {
        fallbacks += 1
      },
    }),
    fallbacks: () => fallbacks,
    async copyAll(contacts) {
      isCopying = true
      await client.flushall()
      const before = await heldBytes()
      const startedMs = performance.now()
      for (;;) {
        const state = await copy.follow().catch(() => wait(100, 'again' as const))
        if (state === 'done' && (await copy.lagSeconds()) === 0) break
        if (state === 'busy') await wait(50)
      }
      isCopying = false
      const rate = (contacts * 1_000) / (performance.now() - startedMs)
      return { rate, bytes: ((await heldBytes()) - before) / contacts }
    },
  }
}
