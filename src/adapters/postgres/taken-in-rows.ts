import { sql } from 'kysely'
import type { LeadEvent } from '../../domain/lead-event.ts'
import type { Delivery } from '../../ports/intake.ts'
import type { Tx } from './connect.ts'
import type { linksOf, IntakeRow as Row } from './delivery-rows.ts'

/** What is to be written of deliveries and their leads. */
export type TakenInRows = {
  /** To be kept as they came. */
  readonly deliveries: readonly Delivery[]
  readonly links: ReturnType<typeof linksOf>
  /** Leads that are new, with what they begin with. */
  readonly fresh: readonly Row[]
}

/**
 * Keeps deliveries, what they name, and what new leads begin with. In one statement, since a
 * round trip costs more than most of its rows; by columns, so that its text is always the same.
 */
export async function insertTakenIn(tx: Tx, rows: TakenInRows): Promise<void> {
  const { deliveries, links, fresh } = rows
  const events = fresh.map(firstEvent)
  const parts = fresh.flatMap(partsOf)
  if ([deliveries, links, fresh].every(({ length }) => length === 0)) return
  await sql`
    with new_deliveries as (
      insert into deliveries
        (id, source_key, received_at, content_type, headers, body, verdict, notices)
      select id, source_key, received_at, content_type, headers::jsonb, body, verdict, notices::jsonb
      from unnest(
        ${deliveries.map(({ id }) => id)}::uuid[],
        ${deliveries.map(({ sourceKey }) => sourceKey)}::text[],
        ${deliveries.map(({ receivedAt }) => receivedAt)}::timestamptz[],
        ${deliveries.map(({ contentType }) => contentType)}::text[],
        ${deliveries.map(({ headers }) => JSON.stringify(headers))}::text[],
        ${deliveries.map(({ body }) => Buffer.from(body))}::bytea[],
        ${deliveries.map(({ verdict }) => verdict)}::text[],
        ${deliveries.map(({ notices }) => notices && JSON.stringify(notices))}::text[]
      ) as d (id, source_key, received_at, content_type, headers, body, verdict, notices)
    ), new_events as (
      insert into lead_events (lead_id, version, type, at, data)
      select lead_id, 1, type, at, data::jsonb
      from unnest(
        ${events.map(({ leadId }) => leadId)}::uuid[],
        ${events.map(({ type }) => type)}::text[],
        ${events.map(({ at }) => at)}::timestamptz[],
        ${events.map(({ data }) => JSON.stringify(data))}::text[]
      ) as e (lead_id, type, at, data)
    ), new_parts as (
      insert into lead_parts (lead_id, part, content)
      select lead_id, part, content::jsonb
      from unnest(
        ${parts.map(({ leadId }) => leadId)}::uuid[],
        ${parts.map(({ part }) => part)}::text[],
        ${parts.map(({ content }) => JSON.stringify(content))}::text[]
      ) as p (lead_id, part, content)
    )
    insert into lead_deliveries (lead_id, delivery_id)
    select * from unnest(
      ${links.map(({ leadId }) => leadId)}::uuid[], ${links.map(({ deliveryId }) => deliveryId)}::uuid[])
    on conflict do nothing`.execute(tx)
}

function partsOf({ id: leadId, form, doubts, canaryOf, chat }: Row) {
  const capture = { leadId, part: 'capture', content: { doubts, canaryOf } }
  return [
    { leadId, part: 'form', content: form },
    ...(doubts === undefined && canaryOf === undefined ? [] : [capture]),
    ...(chat === undefined ? [] : [{ leadId, part: 'chat', content: chat }]),
  ]
}

function firstEvent({ id, form, startsAt, delivery }: Row) {
  const { sourceKey, receivedAt, id: deliveryId } = delivery
  const { type, at, ...data } = {
    type: 'LeadCaptured',
    at: receivedAt,
    sourceKey,
    deliveryId,
    isTest: form.isTest ?? false,
    ...(startsAt === undefined ? {} : { startsAt }),
  } satisfies LeadEvent
  return { leadId: id, type, at, data }
}
