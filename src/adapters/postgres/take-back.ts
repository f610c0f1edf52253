import { sql } from 'kysely'
import { type DeliveryId, type LeadId, newId, type TaskId } from '../../domain/ids.ts'
import type { Delivery } from '../../ports/intake.ts'
import { followerQueue } from '../../ports/queue-names.ts'
import type { Tx } from './connect.ts'
import type { IntakeItem, IntakeRow } from './delivery-rows.ts'
import type { Enqueue } from './enqueue.ts'
import { insertAll } from './fixed-text.ts'

/** The key of a lead that is not to be kept, with the delivery that names it. */
export type TakenBack = {
  readonly sourceKey: string
  readonly dedupeKey: string
  readonly receivedAt: Date
  readonly deliveryId: DeliveryId
  /** False when the delivery's bytes are not kept, so that there is nothing of it to erase. */
  readonly isKept: boolean
}

/** Leads that were taken back, and those that were erased and come again. */
export function takenBackOf(
  items: readonly IntakeItem[],
  erased: readonly Pick<IntakeRow, 'delivery' | 'dedupeKey'>[],
  kept: ReadonlySet<Delivery>,
): TakenBack[] {
  const withdrawn = items.flatMap(({ delivery, withdrawn }) =>
    withdrawn.map((dedupeKey) => ({ delivery, dedupeKey })),
  )
  return [...withdrawn, ...erased].map(({ delivery, dedupeKey }) => ({
    sourceKey: delivery.sourceKey,
    dedupeKey,
    receivedAt: delivery.receivedAt,
    deliveryId: delivery.id,
    isKept: kept.has(delivery),
  }))
}

/**
 * Has leads erased that were taken back at their source, and those that bear the same id with something
 * behind it, which are further inquiries of the same person there. The row of a lead that is not here yet is
 * made at once, erased: it holds the key, so that whoever delivers the lead meanwhile or later
 * meets it. The erasing itself is a task of the same transaction.
 */
export async function takeBack(
  tx: Tx,
  taken: readonly TakenBack[],
  enqueue: Enqueue,
): Promise<void> {
  if (taken.length === 0) return
  const list = JSON.stringify(taken.map(rowOf))
  await sql`
    with missing as (
      insert into leads (id, version, state, source_key, dedupe_key, is_test, received_at,
        deadline_at, decided_at)
      select id, 2, 'erased', source_key, dedupe_key, true, received_at, received_at, received_at
      from jsonb_to_recordset(${list}::jsonb) as k (id uuid, source_key text, dedupe_key text,
        received_at timestamptz)
      where not exists (
        select from erased_leads where key_hash = erased_key(k.source_key, k.dedupe_key))
      order by source_key, dedupe_key
      on conflict (source_key, dedupe_key) do nothing
      returning id, source_key, received_at
    )
    insert into lead_events (lead_id, version, type, at, data)
    select id, 1, 'LeadCaptured', received_at,
      jsonb_build_object('sourceKey', source_key, 'isTest', true) from missing
    union all select id, 2, 'LeadErased', received_at, '{}' from missing`.execute(tx)

  const rows = await reached(tx, list)
  await linkAll(
    tx,
    rows.filter(({ isKept }) => isKept),
  )
  await eraseLater(tx, [...new Set(rows.map(({ leadId }) => leadId))], enqueue)
}

type Reached = {
  readonly dedupeKey: string
  readonly leadId: LeadId
  readonly deliveryId: DeliveryId
  readonly isKept: boolean
}

/** The leads under these keys, those that were erased before, and the further leads of the same id. */
async function reached(tx: Tx, list: string): Promise<readonly Reached[]> {
  const { rows } = await sql<Reached>`
    with taken as materialized (
      select * from jsonb_to_recordset(${list}::jsonb) as k (source_key text, dedupe_key text,
        delivery_id uuid, is_kept boolean)
    )
    select k.dedupe_key, l.id as lead_id, k.delivery_id, k.is_kept from taken k
    join leads l on l.source_key = k.source_key and l.dedupe_key = k.dedupe_key
    union
    select k.dedupe_key, l.id, k.delivery_id, k.is_kept from taken k
    join leads l on l.source_key = k.source_key and l.dedupe_key like 'id:%:%'
      and split_part(l.dedupe_key, ':', 2) = split_part(k.dedupe_key, ':', 2)
    where k.dedupe_key = 'id:' || split_part(k.dedupe_key, ':', 2)
    union
    select k.dedupe_key, e.lead_id, k.delivery_id, k.is_kept from taken k
    join erased_leads e on e.key_hash = erased_key(k.source_key, k.dedupe_key)`.execute(tx)
  return rows
}

/** Those whose erasing has neither been done with their delivery nor waits to be. */
export async function notAskedYet(tx: Tx, taken: readonly TakenBack[]): Promise<TakenBack[]> {
  if (taken.length === 0) return []
  const found = await reached(tx, JSON.stringify(taken.map(rowOf)))
  const { rows } = await sql<Pick<Reached, 'leadId' | 'deliveryId'>>`
    select f.lead_id, f.delivery_id
    from jsonb_to_recordset(${JSON.stringify(found.map(linkOf))}::jsonb)
      as f (lead_id uuid, delivery_id uuid)
    where exists (
        select from lead_deliveries d join leads l on l.id = d.lead_id
        where d.lead_id = f.lead_id and d.delivery_id = f.delivery_id and l.state = 'erased')
      or exists (
        select from tasks t where t.lead_id = f.lead_id and t.follower = 'erase'
          and t.subject is null and t.state = 'open')`.execute(tx)
  const asked = new Set(rows.map((row) => `${row.leadId} ${row.deliveryId}`))
  return taken.filter((one) => {
    const its = found.filter((it) => isOf(it, one))
    return its.length === 0 || its.some((it) => !asked.has(`${it.leadId} ${it.deliveryId}`))
  })
}

const linkOf = ({ leadId, deliveryId }: Reached) => ({ lead_id: leadId, delivery_id: deliveryId })

const isOf = ({ dedupeKey, deliveryId }: Reached, taken: TakenBack) =>
  dedupeKey === taken.dedupeKey && deliveryId === taken.deliveryId

const rowOf = ({ sourceKey, dedupeKey, receivedAt, deliveryId, isKept }: TakenBack) => ({
  id: newId<LeadId>(receivedAt),
  source_key: sourceKey,
  dedupe_key: dedupeKey,
  received_at: receivedAt,
  delivery_id: deliveryId,
  is_kept: isKept,
})

/** What says that a lead was taken back is about the person too, and goes with the rest. */
async function linkAll(
  tx: Tx,
  links: readonly { leadId: LeadId; deliveryId: DeliveryId }[],
): Promise<void> {
  if (links.length === 0) return
  const rows = links.map(({ leadId, deliveryId }) => ({ leadId, deliveryId }))
  await insertAll('leadDeliveries', rows, sql`on conflict do nothing`).execute(tx)
}

async function eraseLater(tx: Tx, leadIds: readonly LeadId[], enqueue: Enqueue): Promise<void> {
  const tasks = leadIds.map((leadId) => ({
    id: newId<TaskId>(),
    leadId,
    follower: 'erase' as const,
  }))
  if (tasks.length === 0) return
  await insertAll('tasks', tasks).execute(tx)
  await enqueue(
    tx,
    tasks.map(({ id }) => ({ queue: followerQueue('erase'), subject: { taskId: id } })),
  )
}
