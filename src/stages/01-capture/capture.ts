import type { Source } from '../../domain/documents/sources.ts'
import { Refused } from '../../domain/failure.ts'
import { type DeliveryId, type LeadId, newId } from '../../domain/ids.ts'
import type { LeadForm } from '../../domain/lead-form.ts'
import type { CapturedLead, Delivery, Intake } from '../../ports/intake.ts'
import { FETCH_STAGE } from './fetch-lead.ts'
import { keptHeaders } from './kept-headers.ts'
import type { CaptureAnswer, CaptureRequest, Item, SourceKind } from './source-kind.ts'
import { sourceKinds } from './source-kinds.ts'
import { verdictOn } from './verdict-on.ts'

/**
 * Takes one request of a source in: checks that it is authentic, translates its leads into our
 * words, and resolves with the answer the source wants once all of it is committed.
 *
 * Rejects with `Refused` (`delivery-not-authentic`, `body-not-an-object`) when nothing was kept
 * and sending it again will not help, and with `Unavailable` when it may.
 */
export async function capture(request: CaptureRequest, intake: Intake): Promise<CaptureAnswer> {
  const kind = sourceKinds[request.source.kind]
  const answer = kind.handshake?.(request)
  if (answer !== undefined) return answer
  if (request.method !== 'POST') {
    throw new Refused('method-not-allowed', 'A capture address takes POST')
  }
  const verdict = verdictOn(request, kind)
  if (verdict === 'forged') {
    throw new Refused('delivery-not-authentic', `Wrong proof for source ${request.source.key}`)
  }
  const delivery = deliveryOf(request, verdict)
  const { leads, withdrawn } = contentOf(request, verdict, kind)
  const receipt = await intake.receive(delivery, leads, withdrawn)
  return kind.accepted(receipt, request)
}

/** What a delivery says, translated: leads, and the keys of leads that were taken back. */
function contentOf(request: CaptureRequest, verdict: Delivery['verdict'], kind: SourceKind) {
  const items = kind.split(request.body, request)
  const doubts = verdict === 'stale' ? ['delivery-stale'] : []
  const leads = items
    .filter(({ kind }) => kind === 'lead' || kind === 'reference')
    .map((item) => leadIn(item, request, kind, doubts))
  const withdrawn = items
    .filter((item) => item.kind === 'withdrawal')
    .map(
      ({ content }) => kind.dedupe(kind.map(content, request.source), request, content).dedupeKey,
    )
  return { leads, withdrawn }
}

function leadIn(
  { kind: itemKind, content }: Item,
  request: CaptureRequest,
  kind: SourceKind,
  doubts: readonly string[],
): CapturedLead {
  const form = kind.map(content, request.source)
  const allDoubts = [...doubts, ...(isTooFast(form, request.source) ? ['filled-too-fast'] : [])]
  return {
    id: newId<LeadId>(request.receivedAt),
    ...kind.dedupe(form, request, content),
    form,
    ...(allDoubts.length === 0 ? {} : { doubts: allDoubts }),
    ...(itemKind === 'reference' ? { startsAt: FETCH_STAGE } : {}),
  }
}

/** A page that does not say how long it took says nothing against the person. */
function isTooFast({ behaviour }: LeadForm, { minFillMs = 0 }: Source): boolean {
  return behaviour?.timeToFillMs !== undefined && behaviour.timeToFillMs < minFillMs
}

function deliveryOf(request: CaptureRequest, verdict: Delivery['verdict']): Delivery {
  const { source, receivedAt, contentType, headers, bytes } = request
  return {
    id: newId<DeliveryId>(receivedAt),
    sourceKey: source.key,
    receivedAt,
    contentType,
    headers: keptHeaders(headers),
    body: bytes,
    verdict,
  }
}
