import type { ConversationPart } from '../../domain/conversation.ts'
import type { CapturedLead, Delivery } from '../../ports/intake.ts'

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

/** Which leads each of the kept deliveries names, also those that came before; each pair once. */
export function linksOf(kept: ReadonlySet<Delivery>, rows: readonly IntakeRow[]) {
  const links = rows
    .filter(({ delivery }) => kept.has(delivery))
    .map((row) => ({ leadId: row.id, deliveryId: row.delivery.id }))
  return [...new Map(links.map((link) => [`${link.leadId} ${link.deliveryId}`, link])).values()]
}
