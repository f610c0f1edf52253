import { asObject, type BodyTree, listAt, textAt } from '../../../domain/body-tree.ts'
import type { SaidMessage } from '../assemble-conversation.ts'
import type { ChatShape } from '../chat-shape.ts'
import { roleNamed, statusNamed } from '../chat-words.ts'
import { isConsent } from '../consent.ts'
import { entriesOf } from '../entry.ts'
import { messageTime } from '../message-time.ts'
import { placedBy, placedFields, placedValue } from '../placed-fields.ts'

/** Our own contract, which docs/sources/chatbot.md describes. */
export const own: ChatShape = {
  fits: () => true,
  noticeIn: () => undefined,
  read(body, source) {
    const { visitor, context, consent = null, qualification, ...rest } = body
    const { conversation_id: _, status: __, messages: ___, ended_at: endedAt, ...more } = rest
    const id = textAt(body, 'conversation_id')
    const status = statusNamed(textAt(body, 'status'))
    return {
      id,
      status: status === 'open' && endedAt !== undefined && endedAt !== null ? 'ended' : status,
      person: [
        ...placedValue('sourceLeadId', id),
        ...placedFields(visitor, source),
        ...placedFields(context, source),
        ...placedBy(more, { bot_id: 'formId' }),
      ],
      consent: entriesOf({ consent }).filter(isConsent),
      qualification: placedFields(qualification, source),
      messages: listAt(body, 'messages').map(messageIn),
    }
  },
}

function messageIn(message: BodyTree): SaidMessage {
  return {
    id: textAt(message, 'id'),
    at: messageTime(asObject(message)?.at),
    role: roleNamed(textAt(message, 'role')),
    text: textAt(message, 'text') ?? '',
  }
}
