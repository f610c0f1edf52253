import { optionalObjectAt, textAt } from '../../../domain/body-tree.ts'
import type { ChatShape } from '../chat-shape.ts'
import { placedBy, placedValue } from '../placed-fields.ts'

const TARGETS = {
  conversationId: 'sourceLeadId',
  customerEmail: 'email',
  customerName: 'fullName',
  customerPhone: 'phone',
} as const

/** Chatbase: a person who left an address, without the messages. https://chatbase.co/docs */
export const chatbase: ChatShape = {
  fits: (body) =>
    textAt(body, 'eventType') !== undefined && optionalObjectAt(body, 'payload') !== undefined,
  noticeIn: (body) => (textAt(body, 'eventType') === 'leads.submit' ? undefined : 'other-event'),
  read(body) {
    const payload = optionalObjectAt(body, 'payload') ?? {}
    return {
      id: textAt(payload, 'conversationId'),
      status: 'open',
      person: [...placedBy(payload, TARGETS), ...placedValue('formId', textAt(body, 'chatbotId'))],
      messages: [],
    }
  },
}
