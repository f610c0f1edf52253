import type { BodyObject } from '../../domain/body-tree.ts'
import type { Source } from '../../domain/documents/sources.ts'
import type { ChatSaid } from './assemble-conversation.ts'

/** One way in which chats are delivered. All functions are pure. */
export type ChatShape = {
  readonly fits: (body: BodyObject) => boolean
  /** Why a delivery is about no part of a conversation, as a stable code; undefined for one that is. */
  readonly noticeIn: (body: BodyObject) => string | undefined
  readonly read: (body: BodyObject, source: Source) => ChatSaid
}
