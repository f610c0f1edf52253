import { type BodyObject, optionalObjectAt, textAt } from '../../../domain/body-tree.ts'
import type { ChatShape } from '../chat-shape.ts'
import { roleNamed, statusNamed } from '../chat-words.ts'
import { messageTime } from '../message-time.ts'
import { placedFields, placedValue } from '../placed-fields.ts'

/** Chatwoot: one message with the conversation it belongs to. https://www.chatwoot.com/hc */
export const chatwoot: ChatShape = {
  fits: (body) =>
    textAt(body, 'event') !== undefined &&
    (optionalObjectAt(body, 'conversation') !== undefined ||
      optionalObjectAt(body, 'account') !== undefined),
  noticeIn: (body) => (isHidden(body) ? 'internal-note' : undefined),
  read(body, source) {
    const conversation = optionalObjectAt(body, 'conversation') ?? body
    const sender = optionalObjectAt(body, 'sender')
    const role = roleOf(textAt(body, 'message_type'), textAt(sender ?? null, 'type'))
    const id = textAt(conversation, 'id') ?? textAt(conversation, 'display_id')
    const writer = role === 'visitor' ? sender : undefined
    const person =
      optionalObjectAt(optionalObjectAt(conversation, 'meta'), 'sender') ?? writer ?? {}
    const text = textAt(body, 'content')
    return {
      id,
      status: statusNamed(textAt(conversation, 'status')),
      person: [
        ...placedValue('sourceLeadId', id),
        ...placedValue('fullName', textAt(person, 'name')),
        ...placedValue('email', textAt(person, 'email')),
        ...placedValue('phone', textAt(person, 'phone_number')),
        ...placedFields(person.custom_attributes, source),
      ],
      messages:
        text === undefined
          ? []
          : [{ id: textAt(body, 'id'), at: messageTime(body.created_at), role, text }],
    }
  },
}

/** Notes between colleagues, and what Chatwoot itself says about a conversation. */
const isHidden = (body: BodyObject) =>
  body.private === true || ['activity', '2'].includes(textAt(body, 'message_type') ?? '')

function roleOf(messageType: string | undefined, senderType: string | undefined) {
  if (messageType === 'template' || messageType === '3') return 'bot'
  const role = roleNamed(messageType ?? senderType)
  return role === 'agent' && senderType === 'agent_bot' ? 'bot' : role
}
