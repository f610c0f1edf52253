import { createHash } from 'node:crypto'
import type { ChatMessage, ConversationPart } from '../../domain/conversation.ts'
import { turnOf } from '../../domain/engagement.ts'
import type { TranscriptMessage } from '../../domain/lead-form.ts'
import { assembleForm, type PlacedEntry } from './assemble-form.ts'
import { cleanText, cut } from './clean-text.ts'
import { consentOf } from './consent.ts'
import { idKey } from './dedupe-keys.ts'
import type { Entry } from './entry.ts'
import { plainText } from './plain-text.ts'
import type { CaptureRequest } from './source-kind.ts'

/** What a part of a chat says, in the words of its sender, sorted by what it is about. */
export type ChatSaid = {
  /** The sender's name of the conversation. */
  readonly id: string | undefined
  readonly status: ConversationPart['status']
  /** The visitor and where they came from. */
  readonly person: readonly PlacedEntry[]
  readonly consent?: readonly Entry[]
  readonly qualification?: readonly PlacedEntry[]
  readonly messages: readonly SaidMessage[]
}

/** One message as it was sent; its text may be HTML. */
export type SaidMessage = {
  readonly id: string | undefined
  readonly at: Date | undefined
  readonly role: TranscriptMessage['role']
  readonly text: string
}

const LONGEST_TEXT = 10_000
const CUT_MARK = ' […]'
/** Longer than any text with markup that we would keep; what lies beyond is not read. */
const LONGEST_RAW = 60_000

/**
 * A part of a conversation in our words. An address the visitor wrote in a message counts when they
 * left none elsewhere: many do nothing else, and would otherwise wait for an answer in vain.
 */
export function assembleConversation(said: ChatSaid, request: CaptureRequest): ConversationPart {
  const { consent = [], qualification = [] } = said
  const words = request.source.buyingWords
  const whole = said.messages.map((message, index) => messageOf(message, index, words, request))
  const messages = whole.filter(({ text }) => text !== '')
  const visitor = messages.filter(({ role }) => role === 'visitor').map(({ text }) => text)
  const form = assembleForm(
    [...said.person, ...qualification, ...written(visitor, said.person, qualification)],
    { consent: consentOf(consent) },
  )
  return {
    key: idKey(said.id ?? fallbackId(request)),
    status: said.status,
    form,
    qualified: [...new Set(qualification.map(({ name }) => cut(cleanText(name), 200)))],
    messages,
  }
}

function messageOf(
  { id, at, role, text }: SaidMessage,
  index: number,
  words: readonly string[] | undefined,
  request: CaptureRequest,
): ChatMessage {
  const plain = plainText(cleanText(cut(text, LONGEST_RAW)))
  const isCut = text.length > LONGEST_RAW || plain.length > LONGEST_TEXT
  const kept = isCut ? `${cut(plain, LONGEST_TEXT - CUT_MARK.length)}${CUT_MARK}` : plain
  const turn = turnOf({ role, text: kept, ...(at === undefined ? {} : { at }) }, words)
  return { ...turn, key: messageKey({ id, at, role, text }, index, request), text: kept, isCut }
}

/** Hashed, because senders put anything there. A message without id or time is named by its place. */
function messageKey({ id, at, role, text }: SaidMessage, index: number, request: CaptureRequest) {
  if (id !== undefined) return sha256(`id ${id}`)
  if (at !== undefined) return sha256(`at ${at.toISOString()} ${role} ${text}`)
  return sha256(`in ${fallbackId(request)} ${index}`)
}

/** What a redelivery of the request repeats: the id of the delivery, or its body. */
function fallbackId({ headers, bytes }: CaptureRequest): string {
  return headers['webhook-id'] ?? createHash('sha256').update(bytes).digest('hex')
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url')

const EMAIL = /[a-z0-9._%+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?![a-z0-9-])/i
/** Only numbers with a country code: others may be of an order or an invoice. */
const PHONE = /\+\d[\d\s().-]{6,20}\d/

/** What the visitor wrote that we can use: why they came, and how to reach them. */
function written(
  texts: readonly string[],
  ...given: readonly (readonly PlacedEntry[])[]
): PlacedEntry[] {
  const isGiven = (target: PlacedEntry['target']) =>
    given.flat().some((entry) => entry.target === target)
  const found = (target: 'email' | 'phone', pattern: RegExp) => {
    const value = texts.map((text) => pattern.exec(text)?.[0]).find(Boolean)
    return value === undefined || isGiven(target) ? [] : [{ name: target, value, target }]
  }
  const [message] = texts
  return [
    ...found('email', EMAIL),
    ...found('phone', PHONE),
    ...(message === undefined || isGiven('message')
      ? []
      : [{ name: 'message', value: message, target: 'message' as const }]),
  ]
}
