import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { aCaptureRequest } from '../../../../test/support/a-capture-request.ts'
import { aSource } from '../../../../test/support/a-gateway.ts'
import { Refused } from '../../../domain/failure.ts'
import type { CaptureRequest } from '../source-kind.ts'
import { linkedin } from './linkedin.ts'

const source = aSource({ key: 'linkedin', kind: 'linkedin', fieldMap: { website: ['Your site'] } })
const request = (given: Partial<CaptureRequest> = {}) => aCaptureRequest({ source, ...given })
const hmac = (secret: string, text: string) =>
  createHmac('sha256', secret).update(text).digest('hex')

const CREATED = {
  type: 'LEAD_ACTION',
  leadAction: 'CREATED',
  leadGenFormResponse: 'urn:li:leadGenFormResponse:249592fc-6',
  leadGenForm: 'urn:li:versionedLeadGenForm:(urn:li:leadGenForm:7234246,1)',
  associatedEntity: { sponsoredCreative: 'urn:li:sponsoredCreative:241' },
  occurredAt: 1_787_212_200_000,
}

function signed(body: string, secret: string, given: { prefix?: string; secrets?: string[] } = {}) {
  const { prefix = '', secrets = ['key'] } = given
  const headers = { 'x-li-signature': prefix + hmac(secret, `hmacsha256=${body}`) }
  return request({ bytes: Buffer.from(body), headers, secrets })
}

test('a signature over the prefixed body is authentic, by any secret that is good now', () => {
  assert.equal(linkedin.verify(signed('{}', 'key')), 'authentic')
  assert.equal(linkedin.verify(signed('{}', 'key', { prefix: 'hmacsha256=' })), 'authentic')
  assert.equal(linkedin.verify(signed('{}', 'old', { secrets: ['key', 'old'] })), 'authentic')
  assert.equal(linkedin.verify(signed('{}', 'other')), 'forged')
  const bodyAlone = { 'x-li-signature': hmac('key', '{}') }
  assert.equal(linkedin.verify(request({ headers: bodyAlone })), 'forged')
  assert.equal(linkedin.verify(request()), 'forged')
})

const challenge = (code: string, secrets = ['key', 'old']) =>
  linkedin.handshake?.(
    request({
      method: 'GET',
      url: `https://x.example/v1/capture/linkedin?challengeCode=${encodeURIComponent(code)}&applicationId=5`,
      secrets,
    }),
  )

test('the challenge is answered with its digest under the secret of now', () => {
  const code = '890e4665-4dfe-4ab1-b689-ed553bceeed0'

  const answer = challenge(code)

  assert.equal(answer?.status, 200)
  assert.equal(answer?.headers['content-type'], 'application/json')
  assert.deepEqual(JSON.parse(answer?.body ?? ''), {
    challengeCode: code,
    challengeResponse: hmac('key', code),
  })
})

test('a challenge that would have us sign a delivery is refused, as is one without a secret', () => {
  for (const ask of [
    () => challenge(`hmacsha256=${JSON.stringify(CREATED)}`),
    () => challenge('hmacsha256='),
    () => challenge(''),
    () => challenge('a'.repeat(200)),
    () => challenge('890e4665', ['']),
  ]) {
    assert.throws(
      ask,
      (error) => error instanceof Refused && error.code === 'delivery-not-authentic',
    )
  }
})

test('one notification or a list: created is a lead, deleted a withdrawal under the same key', () => {
  const deleted = { ...CREATED, leadAction: 'DELETED' }
  const body = [CREATED, deleted, { ...CREATED, type: 'ORGANIZATION_SOCIAL_ACTION' }, 'strange']

  const items = linkedin.split(body, request())
  const keys = items
    .slice(0, 2)
    .map(({ content }) => linkedin.dedupe(linkedin.map(content, source), request(), content))

  assert.deepEqual(
    items.map(({ kind }) => kind),
    ['reference', 'withdrawal', 'notice', 'notice'],
  )
  assert.deepEqual(keys, [{ dedupeKey: 'id:249592fc-6' }, { dedupeKey: 'id:249592fc-6' }])
  assert.deepEqual(
    linkedin.split(CREATED, request()).map(({ kind }) => kind),
    ['reference'],
  )
  assert.deepEqual(linkedin.split(null, request()), [])
})

test('a reference says response, form, creative and time', () => {
  assert.deepEqual(linkedin.map(CREATED, source), {
    sourceLeadId: '249592fc-6',
    formId: '7234246',
    ad: { id: '241' },
    submittedAt: '2026-08-20T07:50:00.000Z',
  })
})

const words = (text: string) => ({ localized: { es_ES: text } })
const answer = (questionId: number, text: string) => ({
  questionId,
  answerDetails: { textQuestionAnswer: { answer: text } },
})
const RESPONSE = {
  id: '249592fc-6',
  submittedAt: 1_787_212_200_000,
  testLead: true,
  versionedLeadGenFormUrn: CREATED.leadGenForm,
  leadMetadata: { sponsoredLeadMetadata: { campaign: 'urn:li:sponsoredCampaign:198' } },
  leadMetadataInfo: { sponsoredLeadMetadataInfo: { campaign: { name: 'Otoño' } } },
  associatedEntity: { associatedCreative: 'urn:li:sponsoredCreative:241' },
  formResponse: {
    consentResponses: [{ consentId: 0, accepted: true }],
    answers: [
      answer(1, 'Kari'),
      answer(2, 'kari@private.example'),
      answer(3, 'kari@fjordtech.example'),
      answer(4, 'https://fjordtech.example'),
      { questionId: 5, answerDetails: { multipleChoiceAnswer: { options: [0, 1] } } },
      answer(6, 'Engineering'),
    ],
  },
}
const FORM = {
  name: 'Ask us',
  hiddenFields: [{ name: 'utm_campaign', value: 'spring' }],
  content: {
    questions: [
      { questionId: 1, predefinedField: 'FIRST_NAME', question: words('Nombre') },
      { questionId: 2, predefinedField: 'EMAIL', question: words('Correo') },
      { questionId: 3, predefinedField: 'WORK_EMAIL', question: words('Correo del trabajo') },
      { questionId: 4, name: 'Custom question 1', question: words('Your site') },
      {
        questionId: 5,
        name: 'Custom question 0',
        question: words('Color'),
        questionDetails: {
          multipleChoiceQuestionDetails: {
            options: [
              { id: 0, text: words('Rojo') },
              { id: 1, text: words('Azul') },
            ],
          },
        },
      },
      { questionId: 6, predefinedField: 'JOB_FUNCTION', question: words('Función') },
    ],
    legalInfo: { consents: [{ id: 0, consent: words('Acepto') }] },
  },
}

test('answers are joined to the questions of the form, choices to their words', () => {
  assert.deepEqual(linkedin.mapFetched?.({ ...RESPONSE, form: FORM }, source, {}), {
    firstName: 'Kari',
    email: 'kari@fjordtech.example',
    website: 'https://fjordtech.example',
    sourceLeadId: '249592fc-6',
    formId: '7234246',
    formName: 'Ask us',
    campaign: { id: '198', name: 'Otoño' },
    ad: { id: '241' },
    utm: { campaign: 'spring' },
    submittedAt: '2026-08-20T07:50:00.000Z',
    isTest: true,
    consent: [{ key: '0', text: 'Acepto', version: '1', granted: true }],
    answers: [
      { key: 'EMAIL', label: 'Correo', value: 'kari@private.example' },
      { key: 'Custom question 0', label: 'Color', value: 'Rojo, Azul' },
      { key: 'JOB_FUNCTION', label: 'Función', value: 'Engineering' },
    ],
  })
})

test('without its form answers are kept under the ids of their questions, and an address is one', () => {
  const lead = linkedin.mapFetched?.(RESPONSE, source, {})

  assert.equal(lead?.email, 'kari@private.example')
  assert.deepEqual(
    lead?.answers?.map(({ key, value }) => `${key}: ${value}`),
    [
      '1: Kari',
      '3: kari@fjordtech.example',
      '4: https://fjordtech.example',
      '5: 0, 1',
      '6: Engineering',
    ],
  )
})
