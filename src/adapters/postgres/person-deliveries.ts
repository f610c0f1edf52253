import { type RawBuilder, sql } from 'kysely'
import type { DeliveryId } from '../../domain/ids.ts'
import type { StoredDelivery, WithoutLeads } from '../../ports/person-register.ts'
import type { Db, Tx } from './connect.ts'
import { anyOf } from './fixed-text.ts'
import { namesAny } from './names-any.ts'
import type { Person } from './personal-places.ts'

/** What of a delivery may be personal. */
export const DELIVERY_COLUMNS = ['headers', 'body'] as const

/** Deliveries of the person's leads, and notices without a lead that name one of their addresses. */
function isTheirs({ leadIds, addresses }: Person): RawBuilder<unknown> {
  return sql`length(t.body) > 0 and (
    t.id in (select delivery_id from lead_deliveries where lead_id = ${anyOf(leadIds)})
    or ${namesAny(addresses)}
      and not exists (select from lead_deliveries d where d.delivery_id = t.id))`
}

/** How many deliveries hold something of the person. */
export async function countDeliveries(db: Db | Tx, person: Person): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from deliveries t where ${isTheirs(person)}`.execute(db)
  return rows[0]?.count ?? 0
}

/** The deliveries whole, bodies as text where they are text, else in base64. */
export async function readDeliveries(db: Db, person: Person) {
  const { rows } = await sql<StoredDelivery & { verdict: string }>`
    select id, source_key, received_at, content_type, headers, body, verdict from deliveries t
    where ${isTheirs(person)} order by id`.execute(db)
  return rows.map(({ body, ...row }) => ({ ...row, ...bodyText(Buffer.from(body)) }))
}

function bodyText(body: Buffer) {
  const text = body.toString('utf8')
  const isText = !text.includes('\uFFFD') && !text.includes('\0')
  return isText ? { body: text } : { body: body.toString('base64'), encoding: 'base64' }
}

type Shared = StoredDelivery & { readonly others: boolean; readonly keys: string[] }

/**
 * Erases the person's part of their deliveries: the whole body, or of a batch with other persons
 * only theirs. Deliveries that were treated since `since` are left as they are.
 */
export async function eraseDeliveries(
  tx: Tx,
  person: Person,
  since: Date,
  withoutLeads: WithoutLeads,
): Promise<void> {
  const ids = anyOf(person.leadIds)
  const { rows } = await sql<Shared>`
    select t.id, t.source_key, t.received_at, t.content_type, t.headers, t.body,
      exists (
        select from lead_deliveries d join leads l on l.id = d.lead_id
        where d.delivery_id = t.id and l.state <> 'erased' and l.id <> all(${[...person.leadIds]}::uuid[])
      ) as others,
      array(
        select l.dedupe_key from lead_deliveries d join leads l on l.id = d.lead_id
        where d.delivery_id = t.id and l.id = ${ids}
      ) as keys
    from deliveries t
    where (t.erased_at is null or t.erased_at < ${since.toISOString()}::timestamptz)
      and ${isTheirs(person)}
    order by t.id for update of t`.execute(tx)
  for (const { others, keys, ...delivery } of rows) {
    const body = others ? await withoutLeads(delivery, keys) : undefined
    await erase(tx, delivery.id, body, since)
  }
}

async function erase(tx: Tx, id: DeliveryId, body: Uint8Array | undefined, at: Date) {
  await tx
    .updateTable('deliveries')
    .set({ body: Buffer.from(body ?? []), erasedAt: at })
    .set(body === undefined ? { headers: '{}' } : { contentType: 'application/json' })
    .where('id', '=', id)
    .execute()
}
