import type { Source } from '../../domain/documents/sources.ts'
import type { LeadForm } from '../../domain/lead-form.ts'
import type { CapturedLead, Delivery, Receipt } from '../../ports/intake.ts'
import type { BodyTree } from './body-tree.ts'

/** One request to the capture address of a source: its bytes, and the body they say. */
export type CaptureRequest = {
  readonly source: Source
  /** What the source's secret reference leads to; undefined when it leads nowhere. */
  readonly secret: string | undefined
  readonly receivedAt: Date
  readonly contentType: string
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Uint8Array
  readonly body: BodyTree
}

/** An answer in full, as the sender of the request wants it. */
export type CaptureAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What the source is told when its request failed. */
export type CaptureFailure = { readonly status: number; readonly detail: string }

export type DedupeKeys = Pick<CapturedLead, 'dedupeKey' | 'previousDedupeKey'>

/**
 * How one kind of source proves itself, writes leads, and wants to be answered. All functions are
 * pure; a new kind is one file of this shape and a row in `source-kinds.ts`.
 */
export type SourceKind = {
  /** `forged` when a proof was due and is wrong or missing; nothing of it is kept. */
  verify(request: CaptureRequest): Delivery['verdict'] | 'forged'
  /** The leads of one body. Refuses (`body-not-an-object`) what cannot hold one. */
  split(body: BodyTree): readonly BodyTree[]
  /** One lead in our words. Nothing the person said is dropped. */
  map(part: BodyTree, source: Source): LeadForm
  /** What a redelivery of this lead repeats. */
  dedupe(form: LeadForm, request: CaptureRequest): DedupeKeys
  /** The answer to a delivery that is committed; the same for every redelivery. */
  accepted(receipt: Receipt, request: CaptureRequest): CaptureAnswer
  /** The vendor's own way of being told no; undefined leaves it to a problem reply. */
  failed(failure: CaptureFailure): CaptureAnswer | undefined
}
