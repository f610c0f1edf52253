import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aSource } from '../../../../test/support/a-gateway.ts'
import { exampleDelivery } from '../../../../test/support/example-delivery.ts'
import type { BodyTree } from '../../../domain/body-tree.ts'
import { hubspotWorkflow } from './hubspot-workflow.ts'

const source = aSource({ key: 'hubspot-workflow', kind: 'hubspot-workflow' })
const map = (body: BodyTree) => hubspotWorkflow.map(body, source)

test('present values of properties and the latest form become the lead', async () => {
  const { body } = await exampleDelivery('hubspot-workflow.json')

  assert.deepEqual(map(body), {
    email: 'priya@kaveri-tools.example',
    phone: '+91 22 6123 4567',
    firstName: 'Priya',
    lastName: 'Raman',
    company: 'Kaveri Tools',
    title: 'Plant Manager',
    sourceLeadId: '4f6e3b52-0000-4000-8000-000000000002',
    formId: '11111111-0000-4000-8000-000000000002',
    formName: 'Ask for a quote',
    pageUrl: 'https://www.acme.example/pricing?utm_source=google&utm_campaign=brand',
    utm: { source: 'google', campaign: 'brand' },
    click: { gclid: 'Cj0KCQexample' },
    submittedAt: '2026-03-02T14:29:50.000Z',
    answers: [
      { key: 'submission.conversion-id', value: '4f6e3b52-0000-4000-8000-000000000002' },
      { key: 'machines', value: '14' },
      { key: 'recent_conversion_event_name', value: 'Pricing: Ask for a quote' },
      { key: 'vid', value: '204727' },
      { key: 'canonical-vid', value: '204727' },
      { key: 'portal-id', value: '62515' },
      { key: 'is-contact', value: 'true' },
    ],
  })
})

test('the newer contact, and a body that somebody put together, are read as well', () => {
  const newer = { id: '901', properties: { email: 'a@b.example', hs_object_id: '901', seats: '4' } }

  assert.deepEqual(map(newer), {
    email: 'a@b.example',
    sourceLeadId: '901',
    answers: [
      { key: 'seats', value: '4' },
      { key: 'id', value: '901' },
      { key: 'hs_object_id', value: '901' },
    ],
  })
  assert.deepEqual(map({ Email: 'a@b.example', plan: 'pro' }), {
    email: 'a@b.example',
    answers: [{ key: 'plan', value: 'pro' }],
  })
})

test('a contact who sends a second form is a second lead, a repeated delivery is not', async () => {
  const request = await exampleDelivery('hubspot-workflow.json')
  const later = { ...request, receivedAt: new Date('2026-03-05T00:00:00Z') }
  const keyOf = (body: BodyTree, given = request) =>
    hubspotWorkflow.dedupe(map(body), given, body).dedupeKey
  const form = (id: string) => ({ vid: 7, 'form-submissions': [{ 'conversion-id': id }] })

  assert.notEqual(keyOf(form('a')), keyOf(form('b')))
  assert.equal(keyOf(form('a')), keyOf(form('a'), later))
  assert.equal(keyOf({ vid: 7 }), keyOf({ vid: 7 }, later))
  assert.notEqual(keyOf({ vid: 7 }), keyOf({ vid: 7 }, { ...later, bytes: Buffer.from('{}') }))
})
