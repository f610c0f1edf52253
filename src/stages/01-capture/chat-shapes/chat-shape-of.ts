import type { BodyObject } from '../../../domain/body-tree.ts'
import type { ChatShape } from '../chat-shape.ts'
import { chatbase } from './chatbase.ts'
import { chatwoot } from './chatwoot.ts'
import { liveChat } from './live-chat.ts'
import { own } from './own.ts'

/** The shape a delivery has: one of those we know, else our own. */
export function chatShapeOf(body: BodyObject): ChatShape {
  return [chatbase, chatwoot, liveChat].find((shape) => shape.fits(body)) ?? own
}
