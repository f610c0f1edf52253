import { type BodyTree, listOf, nodeAt, textAt } from '../../../domain/body-tree.ts'
import { Refused } from '../../../domain/failure.ts'
import type { LeadForm } from '../../../domain/lead-form.ts'
import { assembleForm } from '../assemble-form.ts'
import { idKey } from '../dedupe-keys.ts'
import { metaLead } from '../meta-lead.ts'
import { namedEntries } from '../named-entries.ts'
import { plainAnswers } from '../plain-answers.ts'
import { sameSecret } from '../same-secret.ts'
import type { CaptureAnswer, CaptureRequest, Item, SourceKind } from '../source-kind.ts'
import { verifySignature } from '../verify-signature.ts'

/** The ids of what the button "Test" of Meta's dashboard sends: no lead is behind them. */
const DASHBOARD_TEST = /^4{12,}$/

/**
 * Lead Ads of Facebook and Instagram. Notifications come in batches, signed with the secret of the
 * app, and name leads that are read from the Graph API.
 * https://developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving
 */
export const meta: SourceKind = {
  handshake,
  verify: (request) =>
    verifySignature(request, {
      hash: 'sha256',
      encoding: 'hex',
      signatures: signatureIn(request),
      signed: [request.bytes],
    }),
  split: (body) => listOf(nodeAt(body, 'entry')).flatMap(itemsOf),
  map: mapReference,
  mapFetched: metaLead,
  dedupe: ({ sourceLeadId = '', isTest }, { receivedAt }) => {
    const key = idKey(sourceLeadId)
    // The dashboard sends the same id each time, and whoever presses the button wants to see it.
    return { dedupeKey: isTest === true ? `test:${receivedAt.toISOString()}:${key}` : key }
  },
  ...plainAnswers,
}

/** Meta names the parameters with dots; they are read from the address as it was called. */
function handshake({ method, url, verifyTokens }: CaptureRequest): CaptureAnswer | undefined {
  if (method !== 'GET') return undefined
  const query = new URL(url).searchParams
  const challenge = query.get('hub.challenge')
  if (challenge === null) return undefined
  if (!sameSecret(query.get('hub.verify_token') ?? undefined, verifyTokens)) {
    throw new Refused('delivery-not-authentic', 'Wrong verify token')
  }
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: challenge }
}

function signatureIn({ headers }: CaptureRequest): string[] {
  const [, digest] = /^sha256=([0-9a-f]{64})$/i.exec(headers['x-hub-signature-256'] ?? '') ?? []
  return digest === undefined ? [] : [digest]
}

function itemsOf(entry: BodyTree): Item[] {
  return listOf(nodeAt(entry, 'changes')).map((change) => {
    const content = nodeAt(change, 'value')
    if (textAt(change, 'field') !== 'leadgen') return { kind: 'notice', content, why: 'not-a-lead' }
    const id = textAt(content, 'leadgen_id')
    if (id === undefined) return { kind: 'notice', content, why: 'lead-without-id' }
    return { kind: DASHBOARD_TEST.test(id) ? 'lead' : 'reference', content }
  })
}

/** Ads are absent for organic leads and for those of a preview. */
function mapReference(value: BodyTree): LeadForm {
  const isTest = DASHBOARD_TEST.test(textAt(value, 'leadgen_id') ?? '')
  return assembleForm(namedEntries(value, SAID), isTest ? { isTest } : {})
}

const SAID = {
  leadgen_id: 'sourceLeadId',
  form_id: 'formId',
  adgroup_id: 'adGroup.id',
  ad_id: 'ad.id',
  created_time: 'submittedAt',
} as const
