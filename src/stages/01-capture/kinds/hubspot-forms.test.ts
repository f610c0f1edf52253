import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aSource } from '../../../../test/support/a-gateway.ts'
import { exampleDelivery } from '../../../../test/support/example-delivery.ts'
import { gatewayFor } from '../../../../test/support/gateway-for.ts'
import { hubspotForms } from './hubspot-forms.ts'

const source = aSource({ key: 'hubspot-forms', kind: 'hubspot-forms' })
const JSON_TYPE = { 'content-type': 'application/json' }

test('fields, page and consent of a submission become ours', async () => {
  const { body } = await exampleDelivery('hubspot-forms.json')

  assert.deepEqual(hubspotForms.map(body, source), {
    email: 'amelie@lumiere-rail.example',
    phone: '+33 1 23 45 67 89',
    firstName: 'Amélie',
    lastName: 'Durand',
    company: 'Lumière Rail SA',
    title: 'Head of Operations',
    website: 'lumiere-rail.example',
    pageUrl: 'https://www.acme.example/demo?utm_source=newsletter&utm_medium=email',
    pageTitle: 'Ask for a demo',
    utm: { source: 'newsletter', medium: 'email' },
    submittedAt: '2026-03-02T14:29:50.000Z',
    consent: [
      { key: 'process', text: 'I agree that Acme stores what I write here.', granted: true },
      { key: 'communication-999', text: 'I agree to receive the newsletter.', granted: false },
    ],
    answers: [
      { key: 'fleet_size', value: '120' },
      { key: 'context.hutk', value: '0123456789abcdef0123456789abcdef' },
      { key: 'context.ipAddress', value: '203.0.113.7' },
    ],
  })
})

test('a legitimate interest is no consent, and stays an answer', () => {
  const legitimateInterest = { value: true, legalBasis: 'CUSTOMER', text: 'We may write to you' }

  const { consent, answers } = hubspotForms.map(
    { fields: [], legalConsentOptions: { legitimateInterest } },
    source,
  )

  assert.equal(consent, undefined)
  assert.deepEqual(
    answers?.map(({ key }) => key),
    [
      'legalConsentOptions.legitimateInterest.value',
      'legalConsentOptions.legitimateInterest.legalBasis',
      'legalConsentOptions.legitimateInterest.text',
    ],
  )
})

test('names with the number of their object, nameless fields and odd shapes keep their values', () => {
  const fields = [
    { name: '0-2/name', value: 'Acme' },
    { name: 'email', value: 'a@b.example' },
    { value: 'lost?' },
    'text',
  ]

  assert.deepEqual(hubspotForms.map({ fields }, source), {
    company: 'Acme',
    email: 'a@b.example',
    answers: [{ key: 'field', value: 'lost?' }],
  })
  assert.equal(hubspotForms.map({ fields: { email: 'a@b.example' } }, source).email, 'a@b.example')
})

test('a page gets an answer in the shape of HubSpot, and the form goes by the query', async () => {
  await using gateway = await gatewayFor({ kind: 'hubspot-forms' })
  const { bytes } = await exampleDelivery('hubspot-forms.json')
  const path = '/v1/capture/hubspot-forms?formGuid=form-1'

  const taken = await gateway.post(path, Buffer.from(bytes), JSON_TYPE)
  const again = await gateway.post(path, Buffer.from(bytes), JSON_TYPE)
  const refused = await gateway.post(path, '[1]', JSON_TYPE)

  assert.deepEqual([taken.status, again.status, refused.status], [200, 200, 400])
  assert.deepEqual(Object.keys((await taken.json()) as object), ['inlineMessage'])
  assert.deepEqual(Object.keys((await refused.json()) as object), ['status', 'message'])
  assert.equal(gateway.intake.kept.length, 1)
  assert.equal(gateway.intake.kept[0]?.lead.form.formId, 'form-1')
})
