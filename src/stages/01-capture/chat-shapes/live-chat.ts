import {
  asObject,
  type BodyTree,
  listAt,
  optionalObjectAt,
  textAt,
} from '../../../domain/body-tree.ts'
import type { SaidMessage } from '../assemble-conversation.ts'
import type { ChatShape } from '../chat-shape.ts'
import { roleNamed, statusNamed } from '../chat-words.ts'
import { ownNames } from '../field-names.ts'
import { messageTime } from '../message-time.ts'
import { placedBy } from '../placed-fields.ts'

const TARGETS = {
  conversation_id: 'sourceLeadId',
  visitor_name: 'fullName',
  visitor_email: 'email',
  visitor_phone: 'phone',
  current_url: 'pageUrl',
  created_at: 'submittedAt',
} as const

/** `{ event, timestamp, data }` with a `conversation_id`, as many live chats send it. */
export const liveChat: ChatShape = {
  fits: (body) =>
    textAt(body, 'event') !== undefined && optionalObjectAt(body, 'data') !== undefined,
  noticeIn: () => undefined,
  read(body, { fieldMap }) {
    const data = optionalObjectAt(body, 'data') ?? {}
    const { messages: _, message, status: __, ...rest } = data
    const single = message === undefined ? undefined : asObject(message)
    const ownTarget = ownNames(fieldMap)
    return {
      id: textAt(data, 'conversation_id') ?? textAt(data, 'id'),
      status: statusNamed(textAt(body, 'event'), textAt(data, 'status')),
      person: placedBy(rest, TARGETS).map((entry) => ({
        ...entry,
        target: entry.target ?? ownTarget(entry.name),
      })),
      messages: (single === undefined ? listAt(data, 'messages') : [single]).map(messageIn),
    }
  },
}

const TEXTS = ['text', 'content', 'body', 'message']

function messageIn(message: BodyTree): SaidMessage {
  const { created_at: createdAt, at = createdAt } = asObject(message) ?? {}
  return {
    id: textAt(message, 'id') ?? textAt(message, 'message_id'),
    at: messageTime(at),
    role: roleNamed(textAt(message, 'role') ?? textAt(message, 'sender_type')),
    text: TEXTS.map((name) => textAt(message, name)).find(Boolean) ?? '',
  }
}
