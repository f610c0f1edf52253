import { createHmac } from 'node:crypto'
import { type BodyTree, listOf, textAt } from '../../../domain/body-tree.ts'
import { Refused } from '../../../domain/failure.ts'
import type { LeadForm } from '../../../domain/lead-form.ts'
import { assembleForm } from '../assemble-form.ts'
import { idKey } from '../dedupe-keys.ts'
import { jsonAnswer } from '../json-answer.ts'
import { linkedinLead, versionedFormId } from '../linkedin-lead.ts'
import { namedEntries } from '../named-entries.ts'
import { plainAnswers } from '../plain-answers.ts'
import type { CaptureAnswer, CaptureRequest, Item, SourceKind } from '../source-kind.ts'
import { verifySignature } from '../verify-signature.ts'

/** Stands before the body in what LinkedIn signs; it is part of the signed text. */
const SIGNED_PREFIX = 'hmacsha256='

/**
 * Lead Gen Forms of LinkedIn (Lead Sync). Notifications name responses that are read from its API;
 * one also says when a member takes their response back.
 * https://learn.microsoft.com/en-us/linkedin/shared/api-guide/webhook-validation
 */
export const linkedin: SourceKind = {
  handshake,
  verify: (request) =>
    verifySignature(request, {
      hash: 'sha256',
      encoding: 'hex',
      signatures: signatureIn(request),
      signed: [SIGNED_PREFIX, request.bytes],
    }),
  split: (body) => listOf(body).map(itemOf),
  map: mapReference,
  mapFetched: linkedinLead,
  dedupe: ({ sourceLeadId = '' }) => ({ dedupeKey: idKey(sourceLeadId) }),
  ...plainAnswers,
}

/**
 * LinkedIn asks every two hours, and blocks the address after three failures. What it wants back is
 * made with the same key as its signatures, so only a code that could not be the beginning of a
 * signed text is answered: else anybody could have us sign a delivery of their own.
 */
function handshake({ method, url, secrets }: CaptureRequest): CaptureAnswer | undefined {
  if (method !== 'GET') return undefined
  const code = new URL(url).searchParams.get('challengeCode')
  if (code === null) return undefined
  const [secret] = secrets.filter((one) => one !== '')
  if (secret === undefined || !/^[\w-]{1,128}$/.test(code)) {
    throw new Refused('delivery-not-authentic', 'A challenge that cannot be answered')
  }
  const challengeResponse = createHmac('sha256', secret).update(code).digest('hex')
  return jsonAnswer(200, { challengeCode: code, challengeResponse })
}

function signatureIn({ headers }: CaptureRequest): string[] {
  const header = headers['x-li-signature'] ?? ''
  const [, digest] = /^(?:hmacsha256=)?([0-9a-f]{64})$/i.exec(header) ?? []
  return digest === undefined ? [] : [digest]
}

function itemOf(content: BodyTree): Item {
  const type = textAt(content, 'type') ?? 'LEAD_ACTION'
  if (type !== 'LEAD_ACTION') return { kind: 'notice', content, why: 'not-a-lead' }
  if (textAt(content, 'leadGenFormResponse') === undefined) {
    return { kind: 'notice', content, why: 'lead-without-id' }
  }
  const action = textAt(content, 'leadAction')
  if (action === 'CREATED') return { kind: 'reference', content }
  if (action === 'DELETED') return { kind: 'withdrawal', content }
  return { kind: 'notice', content, why: 'action-unknown' }
}

function mapReference(content: BodyTree): LeadForm {
  const formId = versionedFormId(textAt(content, 'leadGenForm'))
  return assembleForm([
    ...namedEntries(content, SAID),
    ...(formId === undefined
      ? []
      : [{ name: 'leadGenForm', value: formId, target: 'formId' as const }]),
  ])
}

const SAID = {
  leadGenFormResponse: 'sourceLeadId',
  occurredAt: 'submittedAt',
  'associatedEntity.sponsoredCreative': 'ad.id',
  'associatedEntity.associatedCreative': 'ad.id',
} as const
