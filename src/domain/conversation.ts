import { isDeepStrictEqual } from 'node:util'
import { type Engagement, engagementOf, type Turn } from './engagement.ts'
import type { ConversationId } from './ids.ts'
import type { LeadForm } from './lead-form.ts'
import { mergeForms } from './merge-forms.ts'

/** One message of a chat, as a delivery brought it. */
export type ChatMessage = Turn & {
  /** Names the message in its conversation: what comes again under it adds nothing. */
  readonly key: string
  readonly text: string
  /** True when the text was longer than we keep. */
  readonly isCut: boolean
}

/** What one delivery says about a chat: some messages, and what became known of the visitor. */
export type ConversationPart = {
  /** Names the conversation in its source. */
  readonly key: string
  readonly status: 'open' | 'ended' | 'handoff'
  readonly form: LeadForm
  /** The questions of a qualification that are answered. */
  readonly qualified: readonly string[]
  readonly messages: readonly ChatMessage[]
  /** Why a person should look before anyone is told of a lead it makes, as stable codes. */
  readonly doubts?: readonly string[]
}

/** A message that is kept, with its place by arrival. */
export type KeptTurn = Turn & {
  readonly key: string
  readonly sequence: number
  readonly receivedAt: Date
}

/** A message as it is kept. */
export type KeptMessage = ChatMessage & KeptTurn

/** Where a conversation stands: all parts that came, added up. */
export type Conversation = {
  readonly form: LeadForm
  readonly qualified: readonly string[]
  readonly doubts: readonly string[]
  /** By arrival. */
  readonly turns: readonly KeptTurn[]
  /** True when there were more messages than we keep. */
  readonly isCut: boolean
  readonly handoffAt: Date | undefined
  readonly endedAt: Date | undefined
}

/** What an engaged lead carries of its chat. Numbers only; the words stay with the conversation. */
export type ChatNotes = {
  readonly conversationId: ConversationId
  readonly engagement: Engagement
}

/** More than any honest chat has. Beyond it messages stay in the deliveries alone. */
export const MOST_MESSAGES = 2_000

/** A conversation before its first part. */
export const NOTHING_SAID: Conversation = {
  form: {},
  qualified: [],
  doubts: [],
  turns: [],
  isCut: false,
  handoffAt: undefined,
  endedAt: undefined,
}

/**
 * Adds one part, and gives the messages of it that are new. Parts may come twice, overlap and come
 * in any order. A part that says nothing new gives back the very same conversation.
 */
export function withPart(
  before: Conversation,
  part: ConversationPart,
  receivedAt: Date,
): { readonly conversation: Conversation; readonly added: readonly KeptMessage[] } {
  const { fresh, isCut } = newMessages(before, part.messages)
  const added = fresh.map((message, index) => {
    return { ...message, sequence: before.turns.length + index, receivedAt }
  })
  const turns = added.map(({ text: _, isCut: __, ...turn }) => turn)
  const conversation: Conversation = {
    form: mergeForms(before.form, part.form).form,
    qualified: [...new Set([...before.qualified, ...part.qualified])],
    doubts: [...new Set([...before.doubts, ...(part.doubts ?? [])])],
    turns: [...before.turns, ...turns],
    isCut: before.isCut || isCut,
    handoffAt: before.handoffAt ?? (part.status === 'handoff' ? receivedAt : undefined),
    endedAt: before.endedAt ?? (part.status === 'ended' ? receivedAt : undefined),
  }
  return isSame(before, conversation) && !isCut
    ? { conversation: before, added }
    : { conversation, added }
}

function newMessages({ turns }: Conversation, messages: readonly ChatMessage[]) {
  const known = new Set(turns.map(({ key }) => key))
  const fresh = messages.filter(({ key }) => {
    const isNew = !known.has(key)
    known.add(key)
    return isNew
  })
  const room = Math.max(0, MOST_MESSAGES - turns.length)
  return { fresh: fresh.slice(0, room), isCut: fresh.length > room }
}

/** True when nothing came of parts that was not kept before, but what there is no room for. */
export const isAsBefore = (before: Conversation, after: Conversation): boolean =>
  isSame({ ...before, form: after.form }, after) &&
  before.isCut === after.isCut &&
  isDeepStrictEqual(before.form, after.form)

/** Both grow only, so what has as many entries as before has the same. */
function isSame(before: Conversation, after: Conversation): boolean {
  return (
    before.turns.length === after.turns.length &&
    before.qualified.length === after.qualified.length &&
    before.handoffAt === after.handoffAt &&
    before.endedAt === after.endedAt &&
    before.form === after.form
  )
}

/**
 * True once a conversation is a lead: somebody can be answered, a person was asked for, or nothing
 * more will come.
 */
export const isInquiry = ({ form, handoffAt, endedAt }: Conversation) =>
  form.email !== undefined ||
  form.phone !== undefined ||
  handoffAt !== undefined ||
  endedAt !== undefined

/** What is unique to the lead of a conversation in its source. */
export const conversationLeadKey = ({ key }: Pick<ConversationPart, 'key'>) => `chat:${key}`

/** What the lead of a conversation carries of it. */
export function notesOn(id: ConversationId, conversation: Conversation): ChatNotes {
  const { turns, qualified, handoffAt, endedAt } = conversation
  const engagement = engagementOf({
    turns: turns.toSorted(asWritten),
    qualificationAnswers: qualified.length,
    handoffAsked: handoffAt !== undefined,
    ended: endedAt !== undefined,
  })
  return { conversationId: id, engagement }
}

type Placed = Pick<KeptTurn, 'at' | 'receivedAt' | 'sequence'>

/** By when they were written; by arrival where a message has no time, or the same. */
export function asWritten(a: Placed, b: Placed): number {
  const byTime = (a.at ?? a.receivedAt).getTime() - (b.at ?? b.receivedAt).getTime()
  return byTime === 0 ? a.sequence - b.sequence : byTime
}
