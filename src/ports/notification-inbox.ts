import type { AssignmentId, LeadId, RepId } from '../domain/ids.ts'
import type { Occasion } from './notification-log.ts'
import type { Page, PageRequest } from './page.ts'

/** How one alert on one channel fared. Nothing in it is personal. */
export type AlertRecord = {
  readonly id: string
  readonly leadId: LeadId
  readonly assignmentId: AssignmentId
  readonly repId: RepId
  readonly channel: string
  /** Why they are told; with `team` it is the rep's team, in its channel. */
  readonly occasion: Occasion
  readonly state: 'sending' | 'accepted' | 'refused' | 'read'
  readonly attempts: number
  readonly failure: string | undefined
  readonly createdAt: Date
  readonly acceptedAt: Date | undefined
  /** When it reached the rep's device, on channels that tell. */
  readonly deliveredAt: Date | undefined
}

/** An alert with its words, as the rep sees it inside the product. */
export type InAppNotification = AlertRecord & {
  readonly title: string
  readonly lines: readonly string[]
}

/** The alerts a rep finds inside the product. */
export type NotificationInbox = {
  /** Latest first, read ones too. */
  list(repId: RepId, page: PageRequest): Promise<Page<InAppNotification>>
  /**
   * Marks one of the rep's own as read; a second time changes nothing. Rejects with `Refused`
   * (`notification-unknown`) when this rep has no such notification.
   */
  markRead(id: string, repId: RepId): Promise<void>
}
