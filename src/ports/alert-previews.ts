import type { Documents } from '../domain/documents/documents.ts'
import type { Rep } from '../domain/documents/teams.ts'
import type { TemplateKind, WordedChannel } from '../domain/documents/templates.ts'
import type { Lead } from '../domain/lead.ts'

/** Which alerts to show, by which documents, and to whom they would go. */
export type AskedPreview = {
  readonly documents: Documents
  readonly kinds: readonly TemplateKind[]
  readonly channels: readonly WordedChannel[]
  readonly rep: Rep
  /** In place of the rep's own. */
  readonly locale: string | undefined
  /** Told of; a made-up one when left out. */
  readonly lead: Lead | undefined
}

/** An alert as it would be sent on one channel. */
export type PreviewedAlert = {
  readonly kind: TemplateKind
  readonly channel: WordedChannel
  readonly locale: string
  readonly title: string
  readonly lines: readonly string[]
  /** What stands on its buttons and links; of a digest on those of each lead. */
  readonly answers: readonly string[]
  /** What the channel's vendor would get; its links lead nowhere. */
  readonly message: unknown
}

/** Shows alerts without sending any of them. */
export type AlertPreviews = {
  /** One for each kind and channel, in that order; none for a digest in the product, which lists leads. */
  preview(asked: AskedPreview): Promise<readonly PreviewedAlert[]>
}
