import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aCaptureRequest } from '../../../../test/support/a-capture-request.ts'
import { aSource } from '../../../../test/support/a-gateway.ts'
import { exampleDelivery } from '../../../../test/support/example-delivery.ts'
import { gatewayFor } from '../../../../test/support/gateway-for.ts'
import type { BodyTree } from '../../../domain/body-tree.ts'
import { typeform } from './typeform.ts'

const source = aSource({ key: 'typeform', kind: 'typeform' })
const response = (form_response: BodyTree, event_type = 'form_response'): BodyTree => ({
  event_type,
  form_response,
})

/** A response to one question. */
const answered = (field: Record<string, BodyTree>, answer: Record<string, BodyTree>) =>
  response({
    token: 't',
    definition: { fields: [{ id: 'f', ...field }] },
    answers: [{ ...answer, field: { id: 'f' } }],
  })

test('answers join their questions and become fields by type, name and words', async () => {
  const { body } = await exampleDelivery('typeform.json')

  assert.deepEqual(typeform.map(body, source), {
    email: 'marta@stalowa.example',
    phone: '+48221234567',
    firstName: 'Marta',
    lastName: 'Kowalska',
    company: 'Stalowa Sp. z o.o.',
    sourceLeadId: 'r7k2m9p4q1',
    formId: 'aB3dE9',
    formName: 'Talk to sales',
    utm: { source: 'linkedin', campaign: 'spring' },
    submittedAt: '2026-03-02T14:29:40Z',
    consent: [{ key: 'privacy', text: 'You may contact me about this request', granted: true }],
    answers: [
      { key: 'team_size', label: 'How large is your team?', value: '11 to 50' },
      ...['Routing', 'Alerts', 'Reports'].map((value) => ({
        key: 'products',
        label: 'What would you like to see?',
        value,
      })),
      { key: 'budget', label: 'Your budget in euros?', value: '25000' },
      { key: 'landed_at', value: '2026-03-02T14:26:11Z' },
      { key: 'calculated.score', value: '7' },
    ],
  })
})

test('the field map names a question by its reference, its id or its words', () => {
  const body = answered({ ref: 'r-1', title: 'Wo arbeiten Sie?' }, { type: 'text', text: 'Acme' })

  for (const name of ['r-1', 'f', 'Wo arbeiten Sie?']) {
    const own = aSource({ kind: 'typeform', fieldMap: { company: [name] } })
    assert.equal(typeform.map(body, own).company, 'Acme')
  }
  const agreed = aSource({ kind: 'typeform', fieldMap: { 'consent.news': ['r-1'] } })
  const yes = answered({ ref: 'r-1', title: 'News?' }, { type: 'boolean', boolean: true })
  assert.deepEqual(typeform.map(yes, agreed).consent, [
    { key: 'news', text: 'News?', granted: true },
  ])
})

test('answers of every type are kept, also of types we have not seen', () => {
  const values = (answer: Record<string, BodyTree>) =>
    typeform.map(answered({ ref: 'q' }, answer), source).answers

  assert.deepEqual(values({ type: 'date', date: '2026-04-01' }), [
    { key: 'q', value: '2026-04-01' },
  ])
  assert.deepEqual(values({ type: 'file_url', file_url: 'https://files.example/1' }), [
    { key: 'q', value: 'https://files.example/1' },
  ])
  assert.deepEqual(values({ type: 'choice', choice: { other: 'Else' } }), [
    { key: 'q', value: 'Else' },
  ])
  assert.deepEqual(values({ type: 'payment', payment: { amount: '5', name: 'Ann' } }), [
    { key: 'q.amount', value: '5' },
    { key: 'q.name', value: 'Ann' },
  ])
  assert.deepEqual(values({ type: 'hologram', hologram: { depth: 3 } }), [
    { key: 'q.depth', value: '3' },
  ])
  assert.equal(values({ type: '__proto__' }), undefined)
})

test('a box that was left empty is no consent', () => {
  const body = answered({ ref: 'terms', type: 'legal' }, { type: 'boolean', boolean: false })

  assert.deepEqual(typeform.map(body, source).consent, [{ key: 'terms', granted: false }])
})

test('what is no response is kept as a notice', () => {
  const whys = [response({}, 'form_deleted'), response('text'), {}, [], null, 7].map((body) => {
    const [item] = typeform.split(body, aCaptureRequest())
    return item?.kind === 'notice' && item.why
  })

  assert.deepEqual(new Set(whys), new Set(['event-not-a-lead']))
})

test('the whole response after a partial one is a lead, and a partial one after it is none', async () => {
  await using gateway = await gatewayFor({ kind: 'typeform', pathToken: 'env:TOKEN' })
  const { bytes } = await exampleDelivery('typeform.json')
  const whole = Buffer.from(bytes).toString()
  const partial = whole.replace('"form_response",', '"form_response_partial",')
  const post = (body: string) => gateway.post('/v1/capture/typeform/token-of-now', body)

  for (const body of [partial, partial, whole, whole, partial]) await post(body)
  const other = (body: string) => post(body.replace('r7k2m9p4q1', 'another'))
  for (const body of [whole, partial]) await other(body)

  assert.deepEqual(
    gateway.intake.kept.map(({ lead }) => lead.dedupeKey),
    ['partial:id:r7k2m9p4q1', 'id:r7k2m9p4q1', 'id:another'],
  )
})
