import type { ConversationId, LeadId } from '../domain/ids.ts'
import type { TranscriptMessage } from '../domain/lead-form.ts'
import type { Page, PageRequest } from './page.ts'

/** A conversation without its words. */
export type ConversationRow = {
  readonly id: ConversationId
  readonly sourceKey: string
  /** Absent while nobody could be answered. */
  readonly leadId: LeadId | undefined
  readonly status: 'open' | 'handoff' | 'ended'
  readonly messages: number
  /** True when it had more messages than are kept; the rest is in the deliveries. */
  readonly isCut: boolean
  readonly startedAt: Date
  readonly latestAt: Date
}

/** One message as a person reads it. It is what somebody wrote, and not to be trusted. */
export type SpokenMessage = {
  readonly role: TranscriptMessage['role']
  readonly text: string
  /** When the sender says it was written. */
  readonly at: Date | undefined
  readonly isCut: boolean
}

/** A conversation with its words, in the order they were written. */
export type Transcript = {
  readonly conversation: ConversationRow
  readonly messages: readonly SpokenMessage[]
}

/** Reads chats for people. */
export type ConversationReader = {
  /** Those that are no lead yet, the one that went on last first. */
  withoutLead(page: PageRequest): Promise<Page<ConversationRow>>
  /** Undefined when there is no such conversation. */
  find(id: ConversationId): Promise<Transcript | undefined>
  /** Undefined when the lead comes from no conversation. */
  ofLead(id: LeadId): Promise<Transcript | undefined>
}
