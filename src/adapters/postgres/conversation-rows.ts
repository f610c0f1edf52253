import { sql } from 'kysely'
import {
  type Conversation,
  type ConversationPart,
  conversationLeadKey,
  type KeptMessage,
  type KeptTurn,
  NOTHING_SAID,
  withPart,
} from '../../domain/conversation.ts'
import { type ConversationId, type LeadId, newId } from '../../domain/ids.ts'
import type { Delivery } from '../../ports/intake.ts'
import type { Tx } from './connect.ts'
import { anyOf, insertAll } from './fixed-text.ts'

/** A part of a conversation, and the delivery that brought it. */
export type PartRow = { readonly part: ConversationPart; readonly delivery: Delivery }

/** A conversation before and after the parts of a batch; its row is locked. */
export type ConversationChange = {
  readonly id: ConversationId
  readonly key: string
  readonly leadId: LeadId | undefined
  readonly before: Conversation
  readonly after: Conversation
  readonly added: readonly KeptMessage[]
  /** Those that brought something new, oldest first. */
  readonly news: readonly PartRow[]
  /** The latest of all. */
  readonly latest: Delivery
}

/**
 * Locks the conversations these parts belong to, making those that are new, and adds the parts up.
 * Nothing else is written yet. Rows are locked in the order of their keys and before any lead, so
 * that batches that share conversations wait for each other instead of deadlocking, and a lead is
 * made of each once. Without parts no statement is sent.
 *
 * Parts of conversations whose persons were erased, also while this waited, are given back apart.
 */
export async function holdConversations(
  tx: Tx,
  rows: readonly PartRow[],
): Promise<{ held: readonly ConversationChange[]; erased: readonly PartRow[] }> {
  if (rows.length === 0) return { held: [], erased: [] }
  const locked = await lockRows(tx, rows)
  const left = locked.filter(({ isErased }) => !isErased)
  const leftKeys = new Set(left.map(({ sourceKey, key }) => JSON.stringify([sourceKey, key])))
  await dropRows(
    tx,
    locked.filter(({ isErased }) => isErased),
  )
  const held = changesOf(left, rows, await readTurns(tx, left))
  return { held, erased: rows.filter((row) => !leftKeys.has(keyOf(row))) }
}

/** A row that was made for the part of an erased conversation, and holds nothing. */
async function dropRows(tx: Tx, erased: readonly HeldRow[]): Promise<void> {
  if (erased.length === 0) return
  const ids = anyOf(erased.map(({ id }) => id))
  await tx.deleteFrom('conversations').where('id', '=', ids).execute()
}

function changesOf(
  held: readonly HeldRow[],
  rows: readonly PartRow[],
  turns: ReadonlyMap<ConversationId, readonly KeptTurn[]>,
): ConversationChange[] {
  return held.map((row) => {
    const { content, handoffAt, endedAt, isCut } = row
    const before: Conversation = {
      ...content,
      turns: turns.get(row.id) ?? [],
      isCut,
      handoffAt: handoffAt ?? undefined,
      endedAt: endedAt ?? undefined,
    }
    const own = rows.filter((one) => keyOf(one) === JSON.stringify([row.sourceKey, row.key]))
    return { id: row.id, key: row.key, leadId: row.leadId ?? undefined, ...added(before, own) }
  })
}

function added(before: Conversation, rows: readonly PartRow[]) {
  let after = before
  const messages: KeptMessage[] = []
  const news: PartRow[] = []
  for (const row of rows) {
    const { conversation, added } = withPart(after, row.part, row.delivery.receivedAt)
    if (conversation !== after) news.push(row)
    messages.push(...added)
    after = conversation
  }
  const latest = rows.at(-1)?.delivery
  if (latest === undefined) throw new Error('A conversation was locked for no part')
  return { before, after, added: messages, news, latest }
}

const keyOf = ({ part, delivery }: PartRow) => JSON.stringify([delivery.sourceKey, part.key])

type HeldRow = Pick<Conversation, 'isCut'> & {
  readonly id: ConversationId
  readonly sourceKey: string
  readonly key: string
  readonly leadId: LeadId | null
  readonly content: Pick<Conversation, 'form' | 'qualified' | 'doubts'>
  readonly handoffAt: Date | null
  readonly endedAt: Date | null
  readonly isErased: boolean
}

const LEAD_KEY_PREFIX = conversationLeadKey({ key: '' })

async function lockRows(tx: Tx, rows: readonly PartRow[]): Promise<readonly HeldRow[]> {
  const { form, qualified, doubts } = NOTHING_SAID
  const distinct = new Map(rows.map((row) => [keyOf(row), row]))
  const list = JSON.stringify(
    [...distinct.values()].map(({ part, delivery }) => ({
      id: newId<ConversationId>(delivery.receivedAt),
      source_key: delivery.sourceKey,
      conversation_key: part.key,
      content: { form, qualified, doubts },
      started_at: delivery.receivedAt,
    })),
  )
  await sql`
    insert into conversations (id, source_key, conversation_key, content, started_at, latest_at)
    select id, source_key, conversation_key, content, started_at, started_at
    from jsonb_to_recordset(${list}::jsonb) as c (id uuid, source_key text, conversation_key text,
      content jsonb, started_at timestamptz)
    order by source_key, conversation_key on conflict do nothing`.execute(tx)
  const locked = await sql<HeldRow>`
    select c.id, c.source_key, c.conversation_key as key, c.lead_id, c.content, c.handoff_at,
      c.ended_at, c.is_cut, exists (
        select from erased_leads e
        where e.key_hash = erased_key(c.source_key, ${LEAD_KEY_PREFIX} || c.conversation_key)
      ) as is_erased
    from conversations c
    join jsonb_to_recordset(${list}::jsonb) as k (source_key text, conversation_key text)
      on c.source_key = k.source_key and c.conversation_key = k.conversation_key
    order by c.source_key, c.conversation_key for update of c`.execute(tx)
  return locked.rows
}

async function readTurns(tx: Tx, held: readonly HeldRow[]) {
  const rows = await tx
    .selectFrom('conversationMessages')
    .select(['conversationId', 'messageKey as key', 'sequence', 'role', 'at', 'receivedAt'])
    .select(['isQuestion', 'buyingWords'])
    .where('conversationId', '=', anyOf(held.map(({ id }) => id)))
    .orderBy('sequence')
    .execute()
  const turns = new Map<ConversationId, KeptTurn[]>()
  for (const { conversationId, at, ...row } of rows) {
    const list = turns.get(conversationId) ?? []
    list.push({ ...row, at: at ?? undefined })
    turns.set(conversationId, list)
  }
  return turns
}

/** Writes what parts added: messages, what is known by now, and the deliveries that brought it. */
export async function writeConversations(
  tx: Tx,
  changes: readonly ConversationChange[],
): Promise<void> {
  const changed = changes.filter(({ news }) => news.length > 0)
  if (changed.length === 0) return
  const messages = changed.flatMap(messageRows)
  if (messages.length > 0) await insertAll('conversationMessages', messages).execute(tx)
  const list = JSON.stringify(changed.map(stateRow))
  await sql`
    update conversations c set lead_id = u.lead_id, content = u.content,
      latest_at = greatest(c.latest_at, u.latest_at), handoff_at = u.handoff_at,
      ended_at = u.ended_at, is_cut = u.is_cut
    from jsonb_to_recordset(${list}::jsonb) as u (id uuid, lead_id uuid, content jsonb,
      latest_at timestamptz, handoff_at timestamptz, ended_at timestamptz, is_cut boolean)
    where c.id = u.id`.execute(tx)
  const links = changed.flatMap(({ id, news }) =>
    news.map(({ delivery }) => ({ conversationId: id, deliveryId: delivery.id })),
  )
  await insertAll('conversationDeliveries', links, sql`on conflict do nothing`).execute(tx)
  // All of them: those from before there was a lead belong to it as well.
  await sql`
    insert into lead_deliveries (lead_id, delivery_id)
    select c.lead_id, d.delivery_id from conversations c
    join conversation_deliveries d on d.conversation_id = c.id
    where c.id = ${anyOf(changed.map(({ id }) => id))} and c.lead_id is not null
    on conflict do nothing`.execute(tx)
}

function messageRows({ id, added }: ConversationChange) {
  return added.map(({ key, at, ...message }) => ({
    conversationId: id,
    messageKey: key,
    at: at ?? null,
    ...message,
  }))
}

function stateRow({ id, leadId, after, latest }: ConversationChange) {
  const { form, qualified, doubts, handoffAt, endedAt, isCut } = after
  return {
    id,
    lead_id: leadId ?? null,
    content: { form, qualified, doubts },
    latest_at: latest.receivedAt,
    handoff_at: handoffAt ?? null,
    ended_at: endedAt ?? null,
    is_cut: isCut,
  }
}
