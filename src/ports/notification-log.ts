import type { AssignmentId, LeadId, RepId } from '../domain/ids.ts'

/**
 * Why a rep is told: they got the lead, its visitor asks for a person, or its person turned out to be
 * somebody else's. Either of the latter takes the place of whatever was told before, the first never.
 */
export type Occasion = 'assigned' | 'hand-off' | 'joined'

/** One alert about to be sent on one channel. */
export type NotificationDraft = {
  readonly leadId: LeadId
  readonly assignmentId: AssignmentId
  readonly occasion: Occasion
  readonly repId: RepId
  readonly channel: string
  readonly title: string
  readonly lines: readonly string[]
}

/** Remembers every alert before it is sent, so that what is known to be sent is not sent again. */
export type NotificationLog = {
  /**
   * Notes an attempt and gives the alert's id, which is the same for every attempt. Undefined when
   * the alert has been accepted or refused already, or another took its place: there is nothing
   * left to send.
   */
  attempt(draft: NotificationDraft): Promise<string | undefined>
  /** Notes why an attempt failed, as a stable code. */
  failed(id: string, code: string): Promise<void>
}
