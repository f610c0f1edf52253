import type { ConversationPart } from '../../domain/conversation.ts'
import type { TranscriptMessage } from '../../domain/lead-form.ts'

const VISITOR = new Set(
  'visitor user customer contact lead human client guest incoming 0'.split(' '),
)
const AGENT = new Set('agent admin operator human_agent support team staff outgoing 1'.split(' '))

/** Who speaks, by the word a sender has for them; a word we do not know is not the visitor. */
export function roleNamed(word: string | undefined): TranscriptMessage['role'] {
  const plain = (word ?? '').trim().toLowerCase()
  if (VISITOR.has(plain)) return 'visitor'
  return AGENT.has(plain) ? 'agent' : 'bot'
}

/** How a conversation stands, by the words senders have for it. */
export function statusNamed(...words: readonly (string | undefined)[]): ConversationPart['status'] {
  const text = words.join(' ').toLowerCase()
  if (/hand[-_ ]?(off|over)|transfer|escalat/.test(text)) return 'handoff'
  return /\b(ended|end|closed|resolved|finished|completed)\b/.test(text) ? 'ended' : 'open'
}
