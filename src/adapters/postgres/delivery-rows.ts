import { sql } from 'kysely'
import type { ConversationPart } from '../../domain/conversation.ts'
import type { CapturedLead, Delivery } from '../../ports/intake.ts'
import type { Tx } from './connect.ts'
import { insertAll } from './fixed-text.ts'

/** A delivery of a batch, with what it says. */
export type IntakeItem = {
  readonly delivery: Delivery
  readonly leads: readonly CapturedLead[]
  readonly withdrawn: readonly string[]
  readonly conversations: readonly ConversationPart[]
}
/** A lead of a batch, with its delivery. */
export type IntakeRow = CapturedLead & { readonly delivery: Delivery }

/** Kept are the raw bytes of whatever brought something new, and of notices that bring no lead. */
export function keptOf(
  items: readonly IntakeItem[],
  news: readonly { readonly delivery: Delivery }[],
): ReadonlySet<Delivery> {
  const withNews = new Set(news.map(({ delivery }) => delivery))
  const isNotice = ({ leads, conversations }: IntakeItem) =>
    leads.length + conversations.length === 0
  const kept = items.filter((item) => withNews.has(item.delivery) || isNotice(item))
  return new Set(kept.map(({ delivery }) => delivery))
}

/** Keeps them as they came. By columns, so that the text is the same for any number of them. */
export async function insertDeliveries(tx: Tx, kept: ReadonlySet<Delivery>) {
  if (kept.size === 0) return
  const all = [...kept]
  await sql`
    insert into deliveries (id, source_key, received_at, content_type, headers, body, verdict, notices)
    select id, source_key, received_at, content_type, headers::jsonb, body, verdict, notices::jsonb
    from unnest(
      ${all.map(({ id }) => id)}::uuid[],
      ${all.map(({ sourceKey }) => sourceKey)}::text[],
      ${all.map(({ receivedAt }) => receivedAt)}::timestamptz[],
      ${all.map(({ contentType }) => contentType)}::text[],
      ${all.map(({ headers }) => JSON.stringify(headers))}::text[],
      ${all.map(({ body }) => Buffer.from(body))}::bytea[],
      ${all.map(({ verdict }) => verdict)}::text[],
      ${all.map(({ notices }) => notices && JSON.stringify(notices))}::text[]
    ) as d (id, source_key, received_at, content_type, headers, body, verdict, notices)`.execute(tx)
}

/** A kept delivery names all its leads, also those that came before: erasing one must find it. */
export async function insertLinks(
  tx: Tx,
  kept: ReadonlySet<Delivery>,
  rows: readonly IntakeRow[],
): Promise<void> {
  const links = rows
    .filter(({ delivery }) => kept.has(delivery))
    .map((row) => ({ leadId: row.id, deliveryId: row.delivery.id }))
  const distinct = new Map(links.map((link) => [`${link.leadId} ${link.deliveryId}`, link]))
  if (distinct.size === 0) return
  await insertAll('leadDeliveries', [...distinct.values()], sql`on conflict do nothing`).execute(tx)
}
