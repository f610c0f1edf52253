import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { aCaptureRequest } from '../../../../test/support/a-capture-request.ts'
import { aSource } from '../../../../test/support/a-gateway.ts'
import type { BodyTree } from '../../../domain/body-tree.ts'
import { Refused } from '../../../domain/failure.ts'
import type { CaptureRequest } from '../source-kind.ts'
import { meta } from './meta.ts'

const source = aSource({ key: 'meta', kind: 'meta', fieldMap: { title: ['your_role'] } })
const request = (given: Partial<CaptureRequest> = {}) => aCaptureRequest({ source, ...given })

const change = (value: BodyTree, field = 'leadgen') => ({ field, value })
const LEAD = { leadgen_id: '12345678901234567', form_id: 7, ad_id: 8, adgroup_id: 9 }

function signed(text: string, secret: string, secrets: readonly string[]) {
  const digest = createHmac('sha256', secret).update(text).digest('hex')
  const headers = { 'x-hub-signature-256': `sha256=${digest}` }
  return request({ bytes: Buffer.from(text), headers, secrets })
}

test('a signature over the bytes as they came is authentic, by any secret that is good now', () => {
  // Meta escapes what is not ASCII; written anew, the bytes would be others.
  const text = '{"object":"page", "entry":[], "name":"\\u00e5"}'

  assert.equal(meta.verify(signed(text, 'now', ['now'])), 'authentic')
  assert.equal(meta.verify(signed(text, 'before', ['now', 'before'])), 'authentic')
  assert.equal(meta.verify(signed(text, 'other', ['now', 'before'])), 'forged')
  assert.equal(meta.verify({ ...signed(text, 'now', ['now']), bytes: Buffer.from('{}') }), 'forged')
  assert.equal(meta.verify(request({ headers: {} })), 'forged')
  assert.equal(meta.verify(request({ headers: { 'x-hub-signature-256': 'sha256=' } })), 'forged')
  assert.equal(meta.verify(signed(text, '', [''])), 'forged')
})

test('the challenge is given back to who knows the verify token, and to nobody else', () => {
  const asked = (token: string, verifyTokens: readonly string[]) =>
    meta.handshake?.(
      request({
        method: 'GET',
        url: `https://x.example/v1/capture/meta?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${token}`,
        verifyTokens,
      }),
    )

  assert.deepEqual(asked('word', ['word']), {
    status: 200,
    headers: { 'content-type': 'text/plain' },
    body: '1158201444',
  })
  for (const good of [['other'], [''], []]) {
    assert.throws(() => asked('word', good), isNotAuthentic)
  }
  assert.throws(() => asked('', ['']), isNotAuthentic)
  assert.equal(meta.handshake?.(request({ method: 'GET' })), undefined)
  assert.equal(meta.handshake?.(request()), undefined)
})

const isNotAuthentic = (error: unknown) =>
  error instanceof Refused && error.code === 'delivery-not-authentic'

test('every change of every entry is looked at: leads, notices, tests of the dashboard', () => {
  const body = {
    object: 'page',
    entry: [
      { id: 1, changes: [change(LEAD), change({ post_id: 5 }, 'feed')] },
      { id: 2, changes: [change({ leadgen_id: 444444444444 }), change({ form_id: 7 })] },
      { id: 3 },
      'strange',
    ],
  }

  const kinds = meta.split(body, request()).map((item) => [item.kind, 'why' in item && item.why])

  assert.deepEqual(kinds, [
    ['reference', false],
    ['notice', 'not-a-lead'],
    ['lead', false],
    ['notice', 'lead-without-id'],
  ])
})

test('what is authentic and in another shape is no lead, and no error', () => {
  for (const body of [null, 'text', 5, [], { entry: 5 }, { entry: [{ changes: 'none' }] }]) {
    const leads = meta.split(body, request()).filter(({ kind }) => kind !== 'notice')
    assert.deepEqual(leads, [])
  }
})

test('a reference says lead, form, ad set, ad and time; organic leads have no ad', () => {
  assert.deepEqual(meta.map({ ...LEAD, page_id: 3, created_time: 1_440_120_384 }, source), {
    sourceLeadId: '12345678901234567',
    formId: '7',
    adGroup: { id: '9' },
    ad: { id: '8' },
    submittedAt: '2015-08-21T01:26:24.000Z',
  })
  assert.deepEqual(meta.map({ leadgen_id: 5 }, source), { sourceLeadId: '5' })
  assert.equal(meta.map({ leadgen_id: 444444444444 }, source).isTest, true)
})

test('a lead is known again by its id, a test of the dashboard by when it came', () => {
  const keyOf = (id: string, isTest?: boolean) =>
    meta.dedupe({ sourceLeadId: id, ...(isTest && { isTest }) }, request(), {}).dedupeKey

  assert.equal(keyOf('12345678901234567'), 'id:12345678901234567')
  assert.equal(keyOf('444444444444', true), 'test:2026-03-02T14:30:00.000Z:id:444444444444')
})

const field = (name: string, ...values: BodyTree[]) => ({ name, values })
const FETCHED = {
  id: '77',
  created_time: '2026-03-02T14:29:00+0000',
  ad_id: '8',
  ad_name: 'Blue',
  adset_id: '9',
  adset_name: 'Nordics',
  campaign_id: '10',
  campaign_name: 'Spring',
  form_id: '7',
  is_organic: false,
  platform: 'ig',
  field_data: [
    field('email', 'kari@private.example'),
    field('work_email', 'kari@fjordtech.example'),
    field('full_name', 'Kari Nordmann'),
    field('your_role', 'CTO'),
    field('which_products?', 'A', 'B'),
    field('utm_source', 'meta'),
    field('empty'),
  ],
  custom_disclaimer_responses: [
    { checkbox_key: 'news', is_checked: '1' },
    { checkbox_key: 'calls', is_checked: '' },
  ],
}

test('a fetched lead has its answers, its campaign by name, and its disclaimers as consent', () => {
  assert.deepEqual(meta.mapFetched?.(FETCHED, source, { sourceLeadId: '77', formId: '7' }), {
    sourceLeadId: '77',
    formId: '7',
    submittedAt: '2026-03-02T14:29:00.000Z',
    email: 'kari@fjordtech.example',
    fullName: 'Kari Nordmann',
    firstName: 'Kari',
    lastName: 'Nordmann',
    title: 'CTO',
    utm: { source: 'meta' },
    campaign: { id: '10', name: 'Spring' },
    adGroup: { id: '9', name: 'Nordics' },
    ad: { id: '8', name: 'Blue' },
    consent: [
      { key: 'news', granted: true },
      { key: 'calls', granted: false },
    ],
    answers: [
      { key: 'email', value: 'kari@private.example' },
      { key: 'which_products?', value: 'A, B' },
      { key: 'is_organic', value: 'false' },
      { key: 'platform', value: 'ig' },
    ],
  })
})

test('questions and disclaimers are kept in the words of the form when it came along', () => {
  const form = {
    name: 'Ask us',
    questions: [{ key: 'which_products?', label: 'Which products?' }],
    legal_content: {
      id: '5',
      custom_disclaimer: { checkboxes: [{ key: 'news', text: 'Send me news' }] },
    },
  }

  const lead = meta.mapFetched?.({ ...FETCHED, form }, source, {})

  assert.equal(lead?.formName, 'Ask us')
  assert.deepEqual(lead?.consent, [
    { key: 'news', text: 'Send me news', version: '5', granted: true },
    { key: 'calls', version: '5', granted: false },
  ])
  assert.deepEqual(
    lead?.answers?.find(({ key }) => key === 'which_products?'),
    { key: 'which_products?', label: 'Which products?', value: 'A, B' },
  )
})

test('what the testing tool made is a test', () => {
  const field_data = [field('email', '<test lead: dummy data for email>')]

  assert.equal(meta.mapFetched?.({ id: 5, field_data }, source, {})?.isTest, true)
})
