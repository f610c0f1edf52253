import { sql } from 'kysely'
import { conversationLeadKey, isAsBefore, isInquiry, notesOn } from '../../domain/conversation.ts'
import type { NextStage } from '../../domain/evolve.ts'
import { type LeadId, newId } from '../../domain/ids.ts'
import type { LeadEvent } from '../../domain/lead-event.ts'
import { stageQueue } from '../../ports/queue-names.ts'
import { noteTold } from './activity-watch.ts'
import { holdLeads, recordAll } from './append.ts'
import { claimLeads } from './claim-leads.ts'
import type { Tx } from './connect.ts'
import { type Continued, continueLeads } from './continue-leads.ts'
import {
  type ConversationChange,
  holdConversations,
  type PartRow,
  writeConversations,
} from './conversation-rows.ts'
import { type IntakeItem as Item, keptOf, linksOf, type IntakeRow as Row } from './delivery-rows.ts'
import type { Enqueue } from './enqueue.ts'
import { notAskedYet, takeBack, takenBackOf } from './take-back.ts'
import { insertTakenIn } from './taken-in-rows.ts'

/** What taking deliveries in needs besides a transaction. */
export type TakeInParts = {
  readonly enqueue: Enqueue
  readonly firstStage: string
  readonly nextStage: NextStage
}

/** That the deliveries are kept already, and are taken in again at this time. */
export type Again = { readonly at: Date }

/** What deliveries came to. */
export type TakenIn = {
  /** Every lead they name, those that conversations have become last. */
  readonly rows: readonly Row[]
  readonly isNew: ReadonlySet<LeadId>
  readonly leadOf: (row: Row) => LeadId
  readonly chats: readonly ConversationChange[]
  /** Parts of conversations whose persons were erased. */
  readonly erasedParts: readonly PartRow[]
}

/**
 * Takes deliveries in: the deliveries themselves, their leads with first events and jobs, and what
 * they add to conversations. Taken in again, they count as no redelivery and are not kept twice,
 * and new leads have their ten seconds from then on.
 */
export async function takeIn(
  tx: Tx,
  items: readonly Item[],
  parts: TakeInParts,
  again?: Again,
): Promise<TakenIn> {
  const { held, erased } = await holdConversations(tx, items.flatMap(partRows))
  const chats = again === undefined ? held : held.map(withoutOldNews)
  const rows = [...items.flatMap(leadRows), ...chats.flatMap(inquiryRow)]
  const startOf = ({ startsAt = parts.firstStage }: Row) => startsAt
  const { isNew, leadOf } = await claimLeads(tx, rows, startOf)
  const fresh = rows.filter((row) => isNew.has(row.id))
  const told = chats.map((chat) => ({
    ...chat,
    leadId: chat.leadId ?? leadOfChat(chat, rows, leadOf),
  }))
  const news = [...fresh, ...chats.flatMap((chat) => chat.news)]
  const kept = again === undefined ? keptOf(items, news) : new Set(items.map((it) => it.delivery))
  if (again === undefined) {
    await noteTold(
      tx,
      items.map(({ delivery }) => delivery),
    )
  }
  await writeConversations(tx, told)
  await tellLeads(
    tx,
    told.filter((chat) => !isNew.has(chat.leadId as LeadId)),
    again === undefined ? rows.filter((row) => !isNew.has(row.id)).map(leadOf) : [],
    { ...parts, again },
  )
  const isErased = (row: Row) => leadOf(row) === row.id && !isNew.has(row.id)
  const named = rows.filter((row) => !isErased(row)).map((row) => ({ ...row, id: leadOf(row) }))
  await insertTakenIn(tx, {
    deliveries: again === undefined ? [...kept] : [],
    links: linksOf(kept, named),
    fresh,
  })
  if (again !== undefined) await beginNow(tx, fresh, startOf, again, parts)
  const back = takenBackOf(items, [...rows.filter(isErased), ...erased.map(keyedPart)], kept)
  await takeBack(tx, again === undefined ? back : await notAskedYet(tx, back), parts.enqueue)
  await parts.enqueue(
    tx,
    fresh.map((row) => ({ queue: stageQueue(startOf(row)), subject: { leadId: row.id } })),
  )
  return { rows, isNew, leadOf, chats: told, erasedParts: erased }
}

const leadRows = ({ delivery, leads }: Item): Row[] => leads.map((lead) => ({ ...lead, delivery }))

const partRows = ({ delivery, conversations }: Item): PartRow[] =>
  conversations.map((part) => ({ part, delivery }))

const keyedPart = ({ part, delivery }: PartRow) => ({
  dedupeKey: conversationLeadKey(part),
  delivery,
})

/** What there was no room for when it came is no news when it comes from the same delivery again. */
const withoutOldNews = (chat: ConversationChange): ConversationChange =>
  isAsBefore(chat.before, chat.after) ? { ...chat, after: chat.before, news: [] } : chat

/** The lead that a conversation has become by the latest news of it. */
function inquiryRow({ id, key, leadId, after, news }: ConversationChange): Row[] {
  const delivery = news.at(-1)?.delivery
  if (leadId !== undefined || delivery === undefined || !isInquiry(after)) return []
  return [
    {
      id: newId<LeadId>(delivery.receivedAt),
      dedupeKey: conversationLeadKey({ key }),
      form: after.form,
      chat: notesOn(id, after),
      ...(after.doubts.length === 0 ? {} : { doubts: after.doubts }),
      delivery,
    },
  ]
}

function leadOfChat(
  { id }: ConversationChange,
  rows: readonly Row[],
  leadOf: (row: Row) => LeadId,
) {
  const row = rows.find(({ chat }) => chat?.conversationId === id)
  return row && leadOf(row)
}

/** Tells known leads that they came again, or that their chat went on. */
async function tellLeads(
  tx: Tx,
  chats: readonly (ConversationChange | Continued)[],
  repeated: readonly LeadId[],
  parts: TakeInParts & { readonly again: Again | undefined },
): Promise<void> {
  const ofLeads = chats.filter((chat): chat is Continued => chat.leadId !== undefined)
  const continued = ofLeads.filter(({ news }) => news.length > 0)
  const again = ofLeads.filter(({ news }) => news.length === 0).map(({ leadId }) => leadId)
  const counted = parts.again === undefined ? [...repeated, ...again] : []
  // All at once, and in one order: counting and continuing each lock for themselves.
  if (continued.length > 0 && counted.length > 0) {
    await holdLeads(tx, [...counted, ...continued.map(({ leadId }) => leadId)])
  }
  await countRedeliveries(tx, counted)
  await continueLeads(tx, continued, parts)
}

async function countRedeliveries(tx: Tx, ids: readonly LeadId[]): Promise<void> {
  if (ids.length === 0) return
  const list = JSON.stringify([...ids].sort())
  await sql`
    with counted as (
      select id::uuid, count(*) as times from jsonb_array_elements_text(${list}::jsonb) as r (id)
      group by id
    ), locked as (
      select c.* from counted c join leads l on l.id = c.id order by l.id for update of l
    )
    update leads l set redeliveries = l.redeliveries + c.times
    from locked c where l.id = c.id`.execute(tx)
}

/** A lead of long ago is worked on from now: its ten seconds are not over before they began. */
async function beginNow(
  tx: Tx,
  fresh: readonly Row[],
  startOf: (row: Row) => string,
  { at }: Again,
  parts: TakeInParts,
): Promise<void> {
  const begun = fresh.map((row) => {
    const event: LeadEvent = {
      ...{ type: 'LeadReplayed', at, deliveryId: row.delivery.id, fields: [] },
      ...{ isTest: row.form.isTest ?? false, resumeAt: startOf(row) },
    }
    return [row.id, () => ({ event })] as const
  })
  const settled = await recordAll(tx, begun, parts)
  const failed = settled.find((one) => 'error' in one)
  if (failed !== undefined) throw failed.error
}
