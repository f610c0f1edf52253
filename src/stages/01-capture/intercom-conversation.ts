import {
  asObject,
  type BodyObject,
  listAt,
  optionalObjectAt,
  textAt,
} from '../../domain/body-tree.ts'
import type { Source } from '../../domain/documents/sources.ts'
import type { TranscriptMessage } from '../../domain/lead-form.ts'
import type { ChatSaid, SaidMessage } from './assemble-conversation.ts'
import type { PlacedEntry } from './assemble-form.ts'
import { messageTime } from './message-time.ts'
import { placedFields, placedValue } from './placed-fields.ts'
import type { Target } from './targets.ts'

/**
 * What a notification about a conversation says. Until version 2.0 of their API the first message
 * is `conversation_message` and the person `user`; since then `source` and `contacts`. Every
 * notification carries the first message again, and what is new among its parts.
 */
export function intercomConversation(topic: string, item: BodyObject, source: Source): ChatSaid {
  const parts = partsOf(item)
  const people = [
    optionalObjectAt(item, 'user'),
    ...[optionalObjectAt(item, 'source'), ...parts].map((one) => authorOf(one)).filter(isPerson),
    ...listAt(optionalObjectAt(item, 'contacts'), 'contacts').map((one) => asObject(one)),
  ]
  return {
    id: textAt(item, 'id'),
    status: statusOf(topic, item),
    person: [...identity(item, people), ...placedFields(item.custom_attributes, source)],
    messages: [...firstMessage(item), ...parts.filter(isSpoken).map(messageIn)],
  }
}

/**
 * How Fin says that a person has to go on: as their API names it now, and as conversations of earlier
 * days still have it. An assignment alone says nothing, since many workspaces assign every conversation.
 */
const HANDED_OFF = new Set(['escalated', 'procedure_handoff', 'routed_to_team'])

function statusOf(topic: string, item: BodyObject): ChatSaid['status'] {
  const agent = optionalObjectAt(item, 'ai_agent') ?? {}
  if (HANDED_OFF.has(textAt(agent, 'resolution_state') ?? '')) return 'handoff'
  return topic === 'conversation.admin.closed' || textAt(item, 'state') === 'closed'
    ? 'ended'
    : 'open'
}

/** Their ids, and what is known of the person by the first who says it. */
function identity(item: BodyObject, people: readonly (BodyObject | undefined)[]): PlacedEntry[] {
  const known = people.filter((one) => one !== undefined)
  const first = (name: string) => known.map((one) => textAt(one, name)).find(Boolean)
  const page = textAt(
    optionalObjectAt(item, 'source') ?? optionalObjectAt(item, 'conversation_message') ?? {},
    'url',
  )
  const values: readonly (readonly [Target, string | undefined])[] = [
    ['sourceLeadId', textAt(item, 'id')],
    ['email', first('email')],
    ['phone', first('phone')],
    ['fullName', first('name')],
    ['pageUrl', page],
  ]
  return values.flatMap(([target, value]) => placedValue(target, value))
}

function firstMessage(item: BodyObject): SaidMessage[] {
  const message = optionalObjectAt(item, 'source') ?? optionalObjectAt(item, 'conversation_message')
  if (message === undefined) return []
  const text = textAt(message, 'body') ?? textAt(message, 'subject') ?? ''
  const [id, role] = [textAt(message, 'id'), roleOf(authorOf(message))]
  return [{ id, at: messageTime(item.created_at), role, text }]
}

function messageIn(part: BodyObject): SaidMessage {
  const [id, role] = [textAt(part, 'id'), roleOf(authorOf(part))]
  return { id, at: messageTime(part.created_at), role, text: textAt(part, 'body') ?? '' }
}

/** Notes are between colleagues; a visitor never saw them. */
const isSpoken = (part: BodyObject) => !(textAt(part, 'part_type') ?? '').startsWith('note')

function partsOf(item: BodyObject): BodyObject[] {
  const list = optionalObjectAt(item, 'conversation_parts') ?? item
  return listAt(list, 'conversation_parts').flatMap((part) => {
    const object = asObject(part)
    return object === undefined ? [] : [object]
  })
}

const authorOf = (message: BodyObject | undefined) => optionalObjectAt(message, 'author')

const PEOPLE = new Set(['user', 'lead', 'contact'])
const isPerson = (author: BodyObject | undefined) =>
  author !== undefined && PEOPLE.has(textAt(author, 'type') ?? '')

function roleOf(author: BodyObject | undefined): TranscriptMessage['role'] {
  if (isPerson(author)) return 'visitor'
  return author !== undefined && textAt(author, 'type') === 'bot' ? 'bot' : 'agent'
}
