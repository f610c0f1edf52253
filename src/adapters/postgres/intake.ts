import { sql } from 'kysely'
import { conversationLeadKey, isInquiry, notesOn } from '../../domain/conversation.ts'
import type { NextStage } from '../../domain/evolve.ts'
import { type LeadId, newId } from '../../domain/ids.ts'
import type { LeadEvent } from '../../domain/lead-event.ts'
import type { Intake, Receipt } from '../../ports/intake.ts'
import { stageQueue } from '../../ports/queue-names.ts'
import { groupCommit, type Settled } from '../../worker/group-commit.ts'
import { holdLeads } from './append.ts'
import { claimLeads } from './claim-leads.ts'
import type { Db, Tx } from './connect.ts'
import { type Continued, continueLeads } from './continue-leads.ts'
import {
  type ConversationChange,
  holdConversations,
  type PartRow,
  writeConversations,
} from './conversation-rows.ts'
import { translated } from './database-failure.ts'
import {
  type IntakeItem as Item,
  insertDeliveries,
  insertLinks,
  keptOf,
  type IntakeRow as Row,
} from './delivery-rows.ts'
import type { Enqueue } from './enqueue.ts'
import { insertAll } from './fixed-text.ts'
import { takeBack, takenBackOf } from './take-back.ts'

type Parts = {
  readonly db: Db
  readonly enqueue: Enqueue
  readonly firstStage: string
  readonly nextStage: NextStage
  readonly onBatch?: (kind: string, size: number) => void
}

/** Takes deliveries in, many per commit: delivery, leads, first events and jobs together. */
export function postgresIntake(parts: Parts): Intake {
  const receive = groupCommit<Item, Receipt>(
    (items) =>
      translated(() => parts.db.transaction().execute((tx) => receiveAll(tx, items, parts))),
    { onBatch: (size) => parts.onBatch?.('capture', size) },
  )
  return {
    receive: (delivery, leads, withdrawn = [], conversations = []) =>
      receive({ delivery, leads, withdrawn, conversations }),
  }
}

async function receiveAll(
  tx: Tx,
  items: readonly Item[],
  parts: Parts,
): Promise<Settled<Receipt>[]> {
  const { held: chats, erased } = await holdConversations(tx, items.flatMap(partRows))
  const rows = [...items.flatMap(leadRows), ...chats.flatMap(inquiryRow)]
  const startOf = ({ startsAt = parts.firstStage }: Row) => startsAt
  const { isNew, leadOf } = await claimLeads(tx, rows, startOf)
  const fresh = rows.filter((row) => isNew.has(row.id))
  const told = chats.map((chat) => ({
    ...chat,
    leadId: chat.leadId ?? leadOfChat(chat, rows, leadOf),
  }))
  const kept = keptOf(items, [...fresh, ...chats.flatMap(({ news }) => news)])
  await insertDeliveries(tx, kept)
  await writeConversations(tx, told)
  await tellLeads(
    tx,
    told.filter((chat) => !isNew.has(chat.leadId as LeadId)),
    rows.filter((row) => !isNew.has(row.id)).map(leadOf),
    parts,
  )
  await insertFirstRows(tx, fresh)
  const isErased = (row: Row) => leadOf(row) === row.id && !isNew.has(row.id)
  await insertLinks(
    tx,
    kept,
    rows.filter((row) => !isErased(row)).map((row) => ({ ...row, id: leadOf(row) })),
  )
  const back = [...rows.filter(isErased), ...erased.map(keyedPart)]
  await takeBack(tx, takenBackOf(items, back, kept), parts.enqueue)
  await parts.enqueue(
    tx,
    fresh.map((row) => ({ queue: stageQueue(startOf(row)), subject: { leadId: row.id } })),
  )
  const receiptOf = (row: Row) => ({ leadId: leadOf(row), duplicate: !isNew.has(row.id) })
  return items.map(({ delivery }) => ({
    ok: { leads: rows.filter((row) => row.delivery === delivery).map(receiptOf) },
  }))
}

const leadRows = ({ delivery, leads }: Item): Row[] => leads.map((lead) => ({ ...lead, delivery }))

const partRows = ({ delivery, conversations }: Item): PartRow[] =>
  conversations.map((part) => ({ part, delivery }))

const keyedPart = ({ part, delivery }: PartRow) => ({
  dedupeKey: conversationLeadKey(part),
  delivery,
})

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
  parts: Parts,
): Promise<void> {
  const ofLeads = chats.filter((chat): chat is Continued => chat.leadId !== undefined)
  const continued = ofLeads.filter(({ news }) => news.length > 0)
  const again = ofLeads.filter(({ news }) => news.length === 0).map(({ leadId }) => leadId)
  const counted = [...repeated, ...again]
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

async function insertFirstRows(tx: Tx, fresh: readonly Row[]): Promise<void> {
  if (fresh.length === 0) return
  await sql`
    insert into lead_events (lead_id, version, type, at, data)
    select * from jsonb_to_recordset(${JSON.stringify(fresh.map(firstEvent))}::jsonb)
      as e ("leadId" uuid, version integer, type text, at timestamptz, data jsonb)`.execute(tx)
  await insertAll('leadParts', fresh.flatMap(partsOf)).execute(tx)
}

function partsOf({ id: leadId, form, doubts, chat }: Row) {
  const capture = { leadId, part: 'capture', content: { doubts } }
  return [
    { leadId, part: 'form', content: form },
    ...(doubts === undefined ? [] : [capture]),
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
  return { leadId: id, version: 1, type, at, data }
}
