import { type ConversationPart, conversationLeadKey } from '../domain/conversation.ts'
import { Refused } from '../domain/failure.ts'
import type { LeadForm } from '../domain/lead-form.ts'
import type { Delivery } from '../ports/intake.ts'
import type { Judgement, LeadCheck } from '../ports/lead-check.ts'
import { formOrigins, type Origins } from '../stages/01-capture/form-origins.ts'
import { mapContent } from '../stages/01-capture/map-content.ts'
import type { CaptureRequest, Item, SourceKind } from '../stages/01-capture/source-kind.ts'
import { sourceKinds } from '../stages/01-capture/source-kinds.ts'
import { verdictOn } from '../stages/01-capture/verdict-on.ts'

/** What one part of a delivery would become. */
export type PreviewItem = Origins & {
  readonly kind: Exclude<Item['kind'], 'unreadable'> | 'fetched'
  /** Of a notice: why no lead comes of it. */
  readonly why?: string
  /** Of a part of a conversation: how it leaves it, and how many messages it brings. */
  readonly status?: ConversationPart['status']
  readonly messages?: number
  readonly dedupeKey?: string
  readonly form?: LeadForm
  /** What validation would say; of a reference only once it has been fetched. */
  readonly judgement?: Judgement
}

/** What a delivery would come to. Nothing is kept. */
export type DeliveryPreview = {
  readonly proof: Delivery['verdict'] | 'forged'
  /** When it only asks whether we are there: what it is answered, or that it is refused. */
  readonly handshake?: { readonly status: number; readonly body: string }
  readonly items: readonly PreviewItem[]
}

/**
 * Maps a delivery as capturing would, without keeping anything. With `fetched` it is read as what a
 * vendor answers when a reference is followed; without, that is noticed where the body makes no
 * lead of its kind. Refuses what cannot be read, and what else capturing refuses but a missing proof.
 */
export function previewDelivery(
  request: CaptureRequest,
  { checkLead, fetched }: { readonly checkLead: LeadCheck; readonly fetched: boolean },
): DeliveryPreview {
  const kind = sourceKinds[request.source.kind]
  const proof = verdictOn(request, kind)
  const handshake = handshakeOf(request, kind)
  if (handshake !== undefined) return { proof, handshake, items: [] }
  const doubts = proof === 'stale' ? ['delivery-stale'] : []
  const described = (item: Item) => describe(item, request, kind)
  const judged = (item: PreviewItem) =>
    item.form === undefined || item.kind === 'reference' || item.kind === 'withdrawal'
      ? item
      : {
          ...item,
          judgement: checkLead(item.form, request.source, doubts, item.status === 'handoff')
            .judgement,
        }
  const items = fetched
    ? fetchedItems(request, kind)
    : (partsOrFetched(request, kind)?.map(described) ?? fetchedItems(request, kind))
  return { proof, items: items.map(judged) }
}

/** Proof is asked for here already; a wrong one is said like any other answer. */
function handshakeOf(request: CaptureRequest, kind: SourceKind): DeliveryPreview['handshake'] {
  try {
    const answer = kind.handshake?.(request)
    return answer && { status: answer.status, body: answer.body }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { status: 401, body: error.code }
  }
}

/** The parts; undefined when none is about a lead and the kind knows fetched answers. */
function partsOrFetched(request: CaptureRequest, kind: SourceKind): readonly Item[] | undefined {
  if (kind.mapFetched === undefined) return kind.split(request.body, request)
  try {
    const items = kind.split(request.body, request)
    return items.some((item) => item.kind !== 'notice') ? items : undefined
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return undefined
  }
}

function describe(item: Item, request: CaptureRequest, kind: SourceKind): PreviewItem {
  if (item.kind === 'unreadable') throw item.because
  if (item.kind === 'notice') return { kind: 'notice', why: item.why, fields: [], unused: [] }
  const part = item.kind === 'conversation' ? kind.converse?.(item.content, request) : undefined
  if (part !== undefined) {
    const { status, form, messages } = part
    const origins = formOrigins(form, item.content)
    const dedupeKey = conversationLeadKey(part)
    return { kind: item.kind, status, messages: messages.length, dedupeKey, form, ...origins }
  }
  const form = mapContent(item.content, request, kind)
  const { dedupeKey } = kind.dedupe(form, request, item.content)
  return { kind: item.kind, dedupeKey, form, ...formOrigins(form, item.content) }
}

function fetchedItems({ body, source }: CaptureRequest, kind: SourceKind): PreviewItem[] {
  if (kind.mapFetched === undefined) {
    throw new Refused('source-fetches-nothing', 'This kind of source fetches nothing')
  }
  const form = kind.mapFetched(body, source, {})
  return [{ kind: 'fetched', form, ...formOrigins(form, body) }]
}
