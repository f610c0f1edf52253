import type { BodyTree } from '../../domain/body-tree.ts'
import type { ConversationPart } from '../../domain/conversation.ts'
import type { Source } from '../../domain/documents/sources.ts'
import type { Refused } from '../../domain/failure.ts'
import type { LeadForm } from '../../domain/lead-form.ts'
import type { CapturedLead, Delivery, Receipt } from '../../ports/intake.ts'

/** One request to the capture address of a source: its bytes, and the body they say. */
export type CaptureRequest = {
  readonly source: Source
  /** The secrets that are good now, the current one first; empty when none is configured. */
  readonly secrets: readonly string[]
  /** The token in the path behind the key, and those that are good now. */
  readonly path: { readonly token: string | undefined; readonly good: readonly string[] }
  /** The words by which a vendor shows, in a handshake, that it was told of this address. */
  readonly verifyTokens: readonly string[]
  readonly receivedAt: Date
  /** Where a browser posted from, of kinds that browsers post to and where it is known. */
  readonly senderAddress?: string | undefined
  readonly method: string
  /** The whole address as the sender called it, by the public address of the product. */
  readonly url: string
  readonly contentType: string
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Uint8Array
  /** Null for a request without a body, and for one whose body cannot be read. */
  readonly body: BodyTree
  /** Why the body cannot be read, when it cannot. */
  readonly unreadable?: Refused
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
 * What one part of a delivery is: a lead, a `reference` to a lead whose data must be fetched from
 * the vendor, a `withdrawal` by a person who took their lead back there, a part of a `conversation`,
 * of which several make one lead, or a `notice` that is about no lead. A notice is kept with the
 * delivery and nothing follows; `why` is a stable code. What is `unreadable` is none of these: nobody
 * but a person can tell what it says.
 */
export type Item =
  | {
      readonly kind: 'lead' | 'reference' | 'withdrawal' | 'conversation'
      readonly content: BodyTree
    }
  | { readonly kind: 'notice'; readonly content: BodyTree; readonly why: string }
  | { readonly kind: 'unreadable'; readonly content: BodyTree; readonly because: Refused }

/**
 * How one kind of source proves itself, writes leads, and wants to be answered. All functions are
 * pure; a new kind is one file of this shape in `kinds/` and a row in `source-kinds.ts`.
 */
export type SourceKind = {
  /**
   * Answers a request that only asks whether we are there and know the secret; undefined for a
   * delivery. Asked first, for GET too. Refuses (`delivery-not-authentic`) who does not prove it.
   */
  handshake?(request: CaptureRequest): CaptureAnswer | undefined
  /**
   * `forged` when a proof was due and is wrong or missing; nothing of it is kept. `stale` when the
   * proof is right and too old: its leads are put before a person.
   */
  verify(request: CaptureRequest): Delivery['verdict'] | 'forged'
  /** The parameters of the address that it reads; they are kept with a delivery, to be read again. */
  readonly parameters?: readonly string[]
  /** The parts of one body; a single `unreadable` one of a body that cannot hold any. */
  split(body: BodyTree, request: CaptureRequest): readonly Item[]
  /** One lead in our words; of a reference, what is known by now. Nothing that was said is dropped. */
  map(content: BodyTree, source: Source): LeadForm
  /** For kinds with references: the lead that the vendor gave us, with what the reference said. */
  mapFetched?(content: BodyTree, source: Source, reference: LeadForm): LeadForm
  /** For kinds with conversations: what this part of one says. */
  converse?(content: BodyTree, request: CaptureRequest): ConversationPart
  /** What a redelivery of this lead repeats. */
  dedupe(form: LeadForm, request: CaptureRequest, content: BodyTree): DedupeKeys
  /** The answer to a delivery that is committed; the same for every redelivery. */
  accepted(receipt: Receipt, request: CaptureRequest): CaptureAnswer
  /** The vendor's own way of being told no; undefined leaves it to a problem reply. */
  failed(failure: CaptureFailure): CaptureAnswer | undefined
}
