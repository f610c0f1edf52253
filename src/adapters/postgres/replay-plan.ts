import { sql } from 'kysely'
import { conversationLeadKey } from '../../domain/conversation.ts'
import { Refused } from '../../domain/failure.ts'
import type { DeliveryId, LeadId } from '../../domain/ids.ts'
import type { LeadState } from '../../domain/lead.ts'
import type { DeliveryReadAgain, KeptDelivery, LeadOfDelivery } from '../../ports/replays.ts'
import { SAME_BODY_WINDOW } from './claim-leads.ts'
import type { Db } from './connect.ts'
import { firstOfEach } from './first-of-each.ts'

/** A lead there is, which the delivery made or names. */
export type KnownLead = {
  readonly id: LeadId
  readonly state: LeadState
  readonly dedupeKey: string
  readonly isLinked: boolean
  /** The delivery that it was made of. */
  readonly madeBy: DeliveryId | null
  /** Where it started, when that was not the first stage. */
  readonly startsAt: string | null
}

/** What is to be done about one lead that a delivery says. */
export type PlannedLead = {
  readonly said: LeadOfDelivery
  readonly plan: 'make' | 'erased' | 'redacted' | { readonly known: KnownLead }
}

/** What is to be done about a delivery. */
export type ReplayPlan = {
  readonly leads: readonly PlannedLead[]
  /** Leads that it made or named, and says no longer. */
  readonly unsaid: readonly KnownLead[]
}

/**
 * Finds for everything a kept delivery says by the present mapping the lead that it made. A mapping
 * that changed may give a lead another key: in a delivery of one part that is the same lead. Refuses
 * (`replay-ambiguous`) one of several parts, before anyone is made a second time or taken for another.
 */
export async function planReplay(
  db: Db,
  delivery: KeptDelivery,
  all: DeliveryReadAgain,
): Promise<ReplayPlan> {
  // Of equal keys the first made the lead, and would have to make it again.
  const content = { ...all, leads: firstOfEach(all.leads, ({ lead }) => lead.dedupeKey) }
  const known = await knownLeads(db, delivery, content)
  const erased = await erasedPlaces(db, delivery, content)
  const chats = await chatKeys(db, delivery, content)
  const byKey = new Map(known.map((lead) => [lead.dedupeKey, lead]))
  const found = content.leads.map((said): Found => ({ said, known: knownOf(said, byKey) }))
  const isErased = (one: Found, place: number) =>
    erased.has(place) || one.said.isErased || one.known?.state === 'erased'
  const unsaid = leftOver(known, found, content)
  const missing = found.filter((one, place) => one.known === undefined && !isErased(one, place))
  const isWhole = delivery.erasedAt === undefined
  const pair = content.isSingle && missing.length === 1 && !chats.isLeft ? unsaid[0] : undefined
  const isNew = (missing.length > 0 && pair === undefined) || chats.isFresh
  if (isWhole && isNew && (unsaid.length > 0 || chats.isLeft)) throw ambiguous(delivery)
  const planOf = ({ known: lead = pair }: Found) => {
    if (lead !== undefined) return { known: lead }
    return isWhole ? 'make' : 'redacted'
  }
  return {
    leads: found.map((one, place) => ({
      said: one.said,
      plan: isErased(one, place) ? 'erased' : planOf(one),
    })),
    unsaid: isWhole && pair === undefined ? unsaid : [],
  }
}

const ambiguous = ({ id }: KeptDelivery) =>
  new Refused('replay-ambiguous', `Which of its leads are which in delivery ${id} cannot be told`)

type Found = { readonly said: LeadOfDelivery; readonly known: KnownLead | undefined }

/** Leads that the delivery made or named, and that nothing in it says by their keys. */
function leftOver(
  known: readonly KnownLead[],
  found: readonly Found[],
  { conversations }: DeliveryReadAgain,
): readonly KnownLead[] {
  const isFound = new Set(found.flatMap((one) => one.known ?? []))
  const isOfChat = new Set(conversations.map(conversationLeadKey))
  return known.filter(
    (lead) =>
      lead.isLinked &&
      lead.state !== 'erased' &&
      !isFound.has(lead) &&
      !isOfChat.has(lead.dedupeKey),
  )
}

function knownOf({ lead }: LeadOfDelivery, byKey: ReadonlyMap<string, KnownLead>) {
  return byKey.get(lead.dedupeKey) ?? byKey.get(lead.previousDedupeKey ?? '')
}

const keysOf = ({ leads }: DeliveryReadAgain) =>
  JSON.stringify(
    leads.map(({ lead: { dedupeKey, previousDedupeKey } }, place) => {
      return { place, dedupe_key: dedupeKey, previous_key: previousDedupeKey }
    }),
  )

/** The leads that the delivery is linked to, and those that have its keys. */
async function knownLeads(
  db: Db,
  { id, sourceKey, receivedAt }: KeptDelivery,
  content: DeliveryReadAgain,
): Promise<readonly KnownLead[]> {
  const { rows } = await sql<KnownLead>`
    with keys as (
      select * from jsonb_to_recordset(${keysOf(content)}::jsonb)
        as k (dedupe_key text, previous_key text)
    ), found as (
      select lead_id as id from lead_deliveries where delivery_id = ${id}::uuid
      union
      select l.id from keys k
      join leads l on l.source_key = ${sourceKey} and l.dedupe_key = k.dedupe_key
      union
      select l.id from keys k
      join leads l on l.source_key = ${sourceKey} and l.dedupe_key = k.previous_key
      where l.received_at > ${receivedAt.toISOString()}::timestamptz - ${SAME_BODY_WINDOW}
    )
    select l.id, l.state, l.dedupe_key, d.lead_id is not null as is_linked,
      e.data ->> 'deliveryId' as made_by, e.data ->> 'startsAt' as starts_at
    from found f join leads l on l.id = f.id
    left join lead_events e on e.lead_id = l.id and e.version = 1
    left join lead_deliveries d on d.lead_id = l.id and d.delivery_id = ${id}::uuid
    order by l.id`.execute(db)
  return rows
}

/** Which of the leads bear a key that no lead may have any longer. */
async function erasedPlaces(
  db: Db,
  { sourceKey }: KeptDelivery,
  content: DeliveryReadAgain,
): Promise<ReadonlySet<number>> {
  const { rows } = await sql<{ place: number }>`
    select k.place from jsonb_to_recordset(${keysOf(content)}::jsonb)
      as k (place integer, dedupe_key text, previous_key text)
    where exists (
      select from erased_leads e where e.key_hash in (
        erased_key(${sourceKey}, k.dedupe_key), erased_key(${sourceKey}, k.previous_key))
    )`.execute(db)
  return new Set(rows.map(({ place }) => place))
}

/** Whether there are chats that it was part of and is no longer, and parts of chats that are new. */
async function chatKeys(
  db: Db,
  { id, sourceKey }: KeptDelivery,
  { conversations }: DeliveryReadAgain,
): Promise<{ readonly isLeft: boolean; readonly isFresh: boolean }> {
  const keys = [...new Set(conversations.map(({ key }) => key))]
  const { rows } = await sql<{ key: string; isLinked: boolean }>`
    select c.conversation_key as key, true as is_linked from conversation_deliveries d
    join conversations c on c.id = d.conversation_id where d.delivery_id = ${id}::uuid
    union all
    select conversation_key, false from conversations
    where source_key = ${sourceKey} and conversation_key = any(${keys}::text[])`.execute(db)
  const linked = rows.filter(({ isLinked }) => isLinked).map(({ key }) => key)
  const there = new Set(rows.map(({ key }) => key))
  return {
    isLeft: linked.some((key) => !keys.includes(key)),
    isFresh: keys.some((key) => !there.has(key)),
  }
}
