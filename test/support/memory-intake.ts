import {
  type Conversation,
  conversationLeadKey,
  isInquiry,
  NOTHING_SAID,
  notesOn,
  withPart,
} from '../../src/domain/conversation.ts'
import { type ConversationId, type LeadId, newId } from '../../src/domain/ids.ts'
import { mergeForms } from '../../src/domain/merge-forms.ts'
import type { CapturedLead, Delivery, Intake } from '../../src/ports/intake.ts'

const SAME_BODY_WINDOW_MS = 10 * 60_000

type Kept = { readonly lead: CapturedLead; readonly delivery: Delivery }
type Chat = { readonly id: ConversationId; readonly conversation: Conversation }
type Taken = { readonly leadId: LeadId; readonly duplicate: boolean }

/** Takes deliveries in and keeps them to be looked at. Set `fault` to have it reject. */
export type MemoryIntake = Intake & {
  readonly kept: readonly Kept[]
  /** Deliveries that were kept though they brought no lead. */
  readonly notices: readonly Delivery[]
  /** The keys of leads that were taken back, behind those of their sources. */
  readonly withdrawn: ReadonlySet<string>
  /** By source and key. */
  readonly chats: ReadonlyMap<string, Chat>
  fault: Error | undefined
}

/** An intake in memory with the rules of the real one for what counts as sent before. */
export function memoryIntake(): MemoryIntake {
  const kept: Kept[] = []
  const notices: Delivery[] = []
  const withdrawn = new Set<string>()
  const chats = new Map<string, Chat>()
  const intake: MemoryIntake = {
    kept,
    notices,
    withdrawn,
    chats,
    fault: undefined,
    async receive(delivery, leads, takenBack = [], conversations = []) {
      if (intake.fault !== undefined) throw intake.fault
      if (leads.length + conversations.length === 0) notices.push(delivery)
      for (const key of takenBack) withdrawn.add(`${delivery.sourceKey} ${key}`)
      const taken = leads.map((lead) => take(lead, delivery))
      return { leads: [...taken, ...conversations.flatMap((part) => converse(part, delivery))] }
    },
  }
  return intake

  function take(lead: CapturedLead, delivery: Delivery): Taken {
    const earlier = kept.find((it) => isSame(it, lead, delivery))
    if (earlier !== undefined) return { leadId: earlier.lead.id, duplicate: true }
    if (withdrawn.has(`${delivery.sourceKey} ${lead.dedupeKey}`)) {
      return { leadId: lead.id, duplicate: true }
    }
    kept.push({ lead, delivery })
    return { leadId: lead.id, duplicate: false }
  }

  function converse(part: Parameters<typeof withPart>[1], delivery: Delivery): Taken[] {
    const key = `${delivery.sourceKey} ${part.key}`
    const { id, conversation } = chats.get(key) ?? { id: newId(), conversation: NOTHING_SAID }
    const after = withPart(conversation, part, delivery.receivedAt).conversation
    chats.set(key, { id, conversation: after })
    if (after === conversation || !isInquiry(after)) return []

    const chat = notesOn(id, after)
    const place = kept.findIndex(({ lead }) => lead.chat?.conversationId === id)
    const known = kept[place]
    if (known !== undefined) {
      const { form } = mergeForms(known.lead.form, part.form)
      kept[place] = { ...known, lead: { ...known.lead, form, chat } }
      return []
    }
    const { form, doubts } = after
    const lead = { id: newId<LeadId>(), dedupeKey: conversationLeadKey(part), form, chat }
    return [take(doubts.length === 0 ? lead : { ...lead, doubts }, delivery)]
  }
}

function isSame(earlier: Kept, lead: CapturedLead, { sourceKey, receivedAt }: Delivery): boolean {
  if (earlier.delivery.sourceKey !== sourceKey) return false
  if (earlier.lead.dedupeKey === lead.dedupeKey) return true
  const ageMs = receivedAt.getTime() - earlier.delivery.receivedAt.getTime()
  return earlier.lead.dedupeKey === lead.previousDedupeKey && ageMs < SAME_BODY_WINDOW_MS
}
