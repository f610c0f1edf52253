import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { aCaptureRequest } from '../../../../test/support/a-capture-request.ts'
import { aSource } from '../../../../test/support/a-gateway.ts'
import { exampleDelivery } from '../../../../test/support/example-delivery.ts'
import { webflow } from './webflow.ts'

const source = aSource({ key: 'webflow', kind: 'webflow', secret: 'env:SECRET' })

test('labels become fields, a value that can only be an address too, and a box a consent', async () => {
  const { body } = await exampleDelivery('webflow.json')

  assert.deepEqual(webflow.map(body, source), {
    email: 'luca@bianchi-pompe.example',
    phone: '390612345678',
    firstName: 'Luca',
    lastName: 'Bianchi',
    company: 'Bianchi Pompe Srl',
    sourceLeadId: '65f0a1b2c3d4e5f6a7b8c9d2',
    formId: '65f0a1b2c3d4e5f6a7b8c9d1',
    formName: 'Request a quote',
    submittedAt: '2026-03-02T14:29:55.120Z',
    consent: [
      { key: 'I agree to receive offers', text: 'I agree to receive offers', granted: true },
    ],
    answers: [
      { key: 'What do you need', value: 'Forty pumps by May' },
      { key: 'siteId', value: '65f0a1b2c3d4e5f6a7b8c9d0' },
      { key: 'formElementId', value: '3f2b7c1e-0000-4000-8000-000000000001' },
    ],
  })
})

test('a named field goes before a value that looks like one', () => {
  const data = { 'Your friend': 'friend@x.example', Email: 'me@x.example', Fax: '+47 22 12 34 56' }

  const { email, phone, answers } = webflow.map({ payload: { data } }, source)

  assert.deepEqual([email, phone], ['me@x.example', '+47 22 12 34 56'])
  assert.deepEqual(answers, [{ key: 'Your friend', value: 'friend@x.example' }])
})

test('the first version of the API is understood', () => {
  const body = {
    name: 'Email Form',
    site: '6f1',
    data: { name: 'Ada King', email: 'ada@acme.example' },
    d: '2026-03-02T14:29:55.120Z',
    _id: '6f2',
  }

  assert.equal(webflow.split(body, aCaptureRequest())[0]?.kind, 'lead')
  assert.deepEqual(webflow.map(body, source), {
    email: 'ada@acme.example',
    fullName: 'Ada King',
    firstName: 'Ada',
    lastName: 'King',
    formName: 'Email Form',
    sourceLeadId: '6f2',
    submittedAt: '2026-03-02T14:29:55.120Z',
    answers: [{ key: 'site', value: '6f1' }],
  })
})

test('other triggers, and submissions without data, are notices', () => {
  for (const body of [{ triggerType: 'site_publish', payload: { data: {} } }, {}, [], 'x']) {
    const [item] = webflow.split(body, aCaptureRequest())
    assert.equal(item?.kind, 'notice')
  }
})

test('a signature over the body as JavaScript writes it is as good', () => {
  const body = { payload: { data: { a: 1 } } }
  const time = String(Date.parse('2026-03-02T14:30:00Z'))
  const signed = createHmac('sha256', 'key')
    .update(`${time}:${JSON.stringify(body)}`)
    .digest('hex')
  const headers = { 'x-webflow-timestamp': time, 'x-webflow-signature': signed }
  const bytes = Buffer.from(JSON.stringify(body, undefined, 2))
  const request = aCaptureRequest({ source, body, bytes, headers, secrets: ['key'] })

  assert.equal(webflow.verify(request), 'authentic')
  assert.equal(webflow.verify({ ...request, body: { payload: {} } }), 'forged')
})
