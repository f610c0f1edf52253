import { Refused } from '../../domain/failure.ts'
import { type DeliveryId, newId } from '../../domain/ids.ts'
import type { CaptchaChecks } from '../../ports/captcha-check.ts'
import type { CapturedLead, Delivery, Intake, Notices } from '../../ports/intake.ts'
import { captchaDoubts } from './captcha-doubts.ts'
import { contentOf } from './content-of.ts'
import { keptAddress } from './kept-address.ts'
import { keptHeaders } from './kept-headers.ts'
import type { CaptureAnswer, CaptureRequest } from './source-kind.ts'
import { sourceKinds } from './source-kinds.ts'
import { verdictOn } from './verdict-on.ts'

/** What taking a delivery in needs. */
export type CapturePorts = { readonly intake: Intake; readonly captchas: CaptchaChecks }

/**
 * Takes one request of a source in: checks that it is authentic, translates its leads into our
 * words, asks about their captcha where the source has one, and resolves with the answer the source
 * wants once all of it is committed.
 *
 * What somebody has vouched for is kept also when it cannot be read: a person looks at it. Rejects
 * with `Refused` (`delivery-not-authentic`, or what is wrong with the body of a delivery that anybody
 * may have sent) when nothing was kept and sending it again will not help, and with `Unavailable` when
 * it may.
 */
export async function capture(
  request: CaptureRequest,
  { intake, captchas }: CapturePorts,
): Promise<CaptureAnswer> {
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
  const { leads, withdrawn, conversations, notices } = contentOf(request, verdict)
  const delivery = deliveryOf(request, verdict, notices)
  const doubts = await captchaDoubts(request, captchas)
  const doubted = doubts.length === 0 ? leads : leads.map((lead) => withDoubts(lead, doubts))
  const receipt = await intake.receive(delivery, doubted, withdrawn, conversations)
  return kind.accepted(receipt, request)
}

function withDoubts(lead: CapturedLead, doubts: readonly string[]): CapturedLead {
  return { ...lead, doubts: [...(lead.doubts ?? []), ...doubts] }
}

function deliveryOf(
  request: CaptureRequest,
  verdict: Delivery['verdict'],
  notices: Notices | undefined,
): Delivery {
  const { source, receivedAt, contentType, headers, bytes, url } = request
  const { parameters = [] } = sourceKinds[source.kind]
  return {
    id: newId<DeliveryId>(receivedAt),
    sourceKey: source.key,
    receivedAt,
    contentType,
    headers: { ...keptHeaders(headers), ...keptAddress(url, parameters) },
    body: bytes,
    verdict,
    ...(notices === undefined ? {} : { notices }),
  }
}
