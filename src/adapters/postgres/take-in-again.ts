import { Overtaken } from '../../domain/failure.ts'
import type { LeadId } from '../../domain/ids.ts'
import type { CapturedLead } from '../../ports/intake.ts'
import type { DeliveryReadAgain, KeptDelivery, ReplayedLead } from '../../ports/replays.ts'
import type { Tx } from './connect.ts'
import type { ConversationChange } from './conversation-rows.ts'
import type { IntakeItem } from './delivery-rows.ts'
import { anyOf } from './fixed-text.ts'
import type { ReplayParts } from './replay-known-lead.ts'
import { type TakenIn, takeIn } from './take-in.ts'

type Rest = Pick<DeliveryReadAgain, 'withdrawn' | 'conversations' | 'notices'>

/**
 * Makes the leads of a kept delivery that it did not make before, and adds what it says to its chats,
 * all in one commit. Of a dry run the transaction is rolled back, so that it tells what would be.
 * Rejects with `Overtaken` when somebody else made one of the leads at this moment.
 */
export async function takeInAgain(
  delivery: KeptDelivery,
  leads: readonly CapturedLead[],
  { withdrawn, conversations, notices }: Rest,
  { dryRun }: { readonly dryRun: boolean },
  parts: ReplayParts,
): Promise<ReplayedLead[]> {
  if (leads.length + withdrawn.length + conversations.length === 0) return []
  const item = { delivery, leads, withdrawn, conversations }
  let taken: ReplayedLead[] = []
  const taking = parts.db.transaction().execute(async (tx) => {
    taken = await takeAll(tx, item, parts)
    if (leads.length > 0) await noteNotices(tx, delivery, notices)
    if (dryRun) throw ROLL_BACK
  })
  await taking.catch((error: unknown) => {
    if (error !== ROLL_BACK) throw error
  })
  return dryRun ? taken.map(withoutNewId) : taken
}

/** Never leaves this file. */
const ROLL_BACK = new Error('A dry run is rolled back')

/** A lead that was not made has no id. */
const withoutNewId = ({ leadId, ...lead }: ReplayedLead): ReplayedLead =>
  lead.effect === 'created' || leadId === undefined ? lead : { leadId, ...lead }

async function takeAll(tx: Tx, item: IntakeItem, parts: ReplayParts): Promise<ReplayedLead[]> {
  const taken = await takeIn(tx, [item], parts, { at: parts.clock() })
  await stillKept(tx, item)
  const ofChats = taken.chats.flatMap(({ leadId }) => leadId ?? [])
  const decided = await decidedAmong(tx, ofChats)
  return [
    ...item.leads.map(({ id }) => made(id, taken)),
    ...taken.chats.map((chat) => continued(chat, taken, decided)),
    ...taken.erasedParts.map((): ReplayedLead => ({ effect: 'erased' })),
    ...item.withdrawn.map((): ReplayedLead => ({ effect: 'erased', why: 'withdrawn' })),
  ]
}

/** What has become a lead is no more what made none. */
async function noteNotices(tx: Tx, { id }: KeptDelivery, notices: Rest['notices']): Promise<void> {
  await tx
    .updateTable('deliveries')
    .set({ notices: notices === undefined ? null : JSON.stringify(notices) })
    .where('id', '=', id)
    .execute()
}

/** Looked at last, as erasing does: it holds leads first, and finds what was made of a delivery. */
async function stillKept(tx: Tx, { delivery }: IntakeItem): Promise<void> {
  const row = await tx
    .selectFrom('deliveries')
    .select('erasedAt')
    .where('id', '=', delivery.id)
    .forShare()
    .executeTakeFirst()
  if (row?.erasedAt !== null) throw new Overtaken(`Delivery ${delivery.id} was erased meanwhile`)
}

function made(leadId: LeadId, { isNew }: TakenIn): ReplayedLead {
  if (!isNew.has(leadId)) throw new Overtaken('Somebody else made a lead of the delivery')
  return { leadId, effect: 'created' }
}

function continued(
  { leadId, news }: ConversationChange,
  { isNew }: TakenIn,
  decided: ReadonlySet<LeadId>,
): ReplayedLead {
  if (leadId === undefined) {
    return { effect: news.length === 0 ? 'unchanged' : 'changed', why: 'chat-without-lead' }
  }
  if (isNew.has(leadId)) return { leadId, effect: 'created' }
  if (news.length === 0) return { leadId, effect: 'unchanged' }
  return { leadId, effect: decided.has(leadId) ? 'decided' : 'changed' }
}

async function decidedAmong(tx: Tx, ids: readonly LeadId[]): Promise<ReadonlySet<LeadId>> {
  if (ids.length === 0) return new Set()
  const rows = await tx
    .selectFrom('leads')
    .select('id')
    .where('id', '=', anyOf(ids))
    .where('state', '<>', 'travelling')
    .execute()
  return new Set(rows.map(({ id }) => id))
}
