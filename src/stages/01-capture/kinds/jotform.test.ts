import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aCaptureRequest } from '../../../../test/support/a-capture-request.ts'
import { aSource } from '../../../../test/support/a-gateway.ts'
import { exampleDelivery } from '../../../../test/support/example-delivery.ts'
import { BY_TOKEN, gatewayFor } from '../../../../test/support/gateway-for.ts'
import type { BodyTree } from '../../../domain/body-tree.ts'
import { jotform } from './jotform.ts'

const source = aSource({ key: 'jotform', kind: 'jotform' })

function mapped(body: BodyTree, given = source) {
  const [item] = jotform.split(body, aCaptureRequest())
  assert.ok(item)
  return jotform.map(item.content, given)
}

const answered = (answers: BodyTree) => mapped({ rawRequest: JSON.stringify(answers) })

test('the answers in the raw request become the lead, without what the page says to Jotform', async () => {
  const { body } = await exampleDelivery('jotform.multipart')

  assert.deepEqual(mapped(body), {
    email: 'joana@pereira-vinhos.example',
    phone: '(351) 212-3456',
    firstName: 'Joana',
    lastName: 'Pereira',
    company: 'Pereira Vinhos Lda',
    country: 'Portugal',
    city: 'Porto',
    postalCode: '4000-001',
    sourceLeadId: '6123456789012345678',
    formId: '260611234567890',
    formName: 'Price request',
    utm: { source: 'fair' },
    answers: [
      { key: 'q5_address.addr_line1', value: 'Rua do Porto 8' },
      { key: 'q7_teamSize', label: 'Team size', value: '12' },
      { key: 'q8_interests', label: 'Interests', value: 'Bottles' },
      { key: 'q8_interests', label: 'Interests', value: 'Labels' },
      { key: 'q9_startDate', value: '2026-04-01' },
      { key: 'ip', value: '203.0.113.40' },
    ],
  })
})

test('names and numbers are known by their shape where their words say nothing', () => {
  const { firstName, lastName, phone, email } = answered({
    q1_anrede: { first: 'Ada', last: 'King' },
    q2_chef: { first: 'Bob', last: 'Boss' },
    q3_nummer: { area: '22', phone: '123456' },
    q4_adresse: 'ada@acme.example',
  })

  assert.deepEqual(
    [firstName, lastName, phone, email],
    ['Ada', 'King', '22 123456', 'ada@acme.example'],
  )
})

test('the name of somebody else is an answer, whichever stands first', () => {
  const { firstName, answers } = answered({
    q1_callersName: { first: 'Bob', last: 'Boss' },
    q2_name: { first: 'Ada', last: 'King' },
  })

  assert.equal(firstName, 'Ada')
  assert.deepEqual(
    answers?.map(({ key, value }) => [key, value]),
    [
      ['q1_callersName.first', 'Bob'],
      ['q1_callersName.last', 'Boss'],
    ],
  )
})

test('answers that come beside their question are read', () => {
  const field = { text: 'Work email', type: 'control_email', answer: 'a@b.example' }

  assert.equal(answered({ q1_x: field }).email, 'a@b.example')
})

test('a raw request that is no JSON, or is missing, loses nothing', () => {
  assert.deepEqual(mapped({ submissionID: '5', rawRequest: '{"q1_email": ' }), {
    sourceLeadId: '5',
    answers: [{ key: 'rawRequest', value: '{"q1_email":' }],
  })
  assert.deepEqual(mapped({ submissionID: '5', extra: 'x' }), {
    sourceLeadId: '5',
    answers: [{ key: 'extra', value: 'x' }],
  })
})

test('an edit makes no second lead, and is the lead where the first was never seen', async () => {
  await using gateway = await gatewayFor({ kind: 'jotform', ...BY_TOKEN })
  const post = (id: string, answers: object) => {
    const form = new FormData()
    form.append('submissionID', id)
    form.append('rawRequest', JSON.stringify({ q1_email: 'a@b.example', ...answers }))
    return gateway.post('/v1/capture/jotform/token-of-now', form, {})
  }

  await post('1', {})
  const edited = await post('1', { q2_note: 'more', submissionEdited: 1 })
  await post('2', { submissionEdited: 1 })

  assert.equal(edited.status, 200)
  assert.deepEqual(
    gateway.intake.kept.map(({ lead }) => lead.form.sourceLeadId),
    ['1', '2'],
  )
})

test('a submission that is only named is a reference, and read from the API it is the same lead', async () => {
  const request = aCaptureRequest({ source, body: { formID: '77', submissionID: '1' } })
  const [item] = jotform.split(request.body, request)
  assert.ok(item)
  const fetched = jotform.mapFetched?.(
    {
      id: '1',
      form_id: '77',
      answers: {
        '3': { name: 'fullName', text: 'Name', answer: { first: 'Kari', last: 'Nordmann' } },
        '4': { name: 'email', text: 'E-mail', answer: 'kari@fjordtech.example' },
        '5': { name: 'budget', text: 'Budget', answer: '10,000' },
      },
    },
    source,
    jotform.map(item.content, source),
  )

  assert.equal(item.kind, 'reference')
  assert.partialDeepStrictEqual(fetched, {
    email: 'kari@fjordtech.example',
    firstName: 'Kari',
    lastName: 'Nordmann',
    sourceLeadId: '1',
    formId: '77',
    answers: [{ key: 'q5_budget', label: 'Budget', value: '10,000' }],
  })
})
