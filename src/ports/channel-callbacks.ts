import type { AlertAction } from '../domain/alert.ts'
import type { AssignmentId, LeadId } from '../domain/ids.ts'

/** A request by which a vendor tells us something about a message of ours, as it came. */
export type CallbackRequest = {
  /** The address the vendor was given, with its query. */
  readonly url: string
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Uint8Array
  readonly at: Date
}

/** Whom the vendor says it comes from. */
export type Responder = { readonly slackUserId: string } | { readonly phone: string }

/** The offer somebody answers: named by its message, or by the code in it; or their only open one. */
export type AnsweredOffer =
  | { readonly leadId: LeadId; readonly assignmentId: AssignmentId }
  | { readonly code: string | undefined }

/** What a vendor tells us. `key` is the same when it tells the same again. */
export type Callback =
  | {
      readonly kind: 'answer'
      readonly key: string
      readonly from: Responder
      readonly action: AlertAction
      readonly offer: AnsweredOffer
      /** Where a word back to the person goes, when not into the reply to the callback. */
      readonly replyTo?: string
    }
  | {
      readonly kind: 'delivery'
      readonly notificationId: string
      readonly delivered: boolean
    }
  | { readonly kind: 'opt-out' | 'opt-in'; readonly key: string; readonly address: string }
  | { readonly kind: 'nothing'; readonly say?: string }

/** How a vendor wants its callback answered. */
export type CallbackReply = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The part of a channel that listens. */
export type ChannelCallbacks = {
  /**
   * Refuses with `callback-not-authentic` what the vendor did not sign, or signed too long ago, and
   * with `callback-unreadable` what it signed in a form we do not know.
   */
  read(request: CallbackRequest): Callback
  /** Tells the person, where there is something to tell, and answers the vendor. */
  reply(callback: Callback, words: string | undefined): Promise<CallbackReply>
}
