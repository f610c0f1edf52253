import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aCaptureRequest } from '../../../../test/support/a-capture-request.ts'
import { aSource } from '../../../../test/support/a-gateway.ts'
import { exampleDelivery } from '../../../../test/support/example-delivery.ts'
import { drift } from './drift.ts'

const source = aSource({ key: 'drift', kind: 'drift' })

test('a visitor who gave an address is a lead, from wherever their data stand', async () => {
  const { body } = await exampleDelivery('drift.json')

  assert.deepEqual(drift.map(body, source), {
    email: 'hana@kobo-robotics.example',
    phone: '+81 3 1234 5678',
    fullName: 'Hana Sato',
    firstName: 'Hana',
    lastName: 'Sato',
    sourceLeadId: '67890123456789012:555',
    answers: [
      { key: 'contactId', value: '67890123456789012' },
      { key: 'conversationId', value: '555' },
      { key: 'attributes.employees', value: '80' },
      { key: 'orgId', value: '12345' },
    ],
  })
  const flat = { data: { id: 3, email: 'a@b.example' } }
  const deep = { data: { contact: { attributes: { email: 'a@b.example' } } } }
  for (const other of [flat, deep]) assert.equal(drift.map(other, source).email, 'a@b.example')
})

test('messages and whatever else are kept as notices', () => {
  for (const type of ['new_message', 'contact_updated', '']) {
    const [item] = drift.split({ type, data: {} }, aCaptureRequest())
    assert.equal(item?.kind, 'notice')
  }
})

test('the token counts in either place, and must be right in each where it is', () => {
  const verdict = (header: string | undefined, token: string | undefined) =>
    drift.verify(
      aCaptureRequest({
        headers: header === undefined ? {} : { 'x-verification-token': header },
        body: token === undefined ? {} : { token },
        secrets: ['right', 'before'],
      }),
    )

  assert.equal(verdict('right', 'right'), 'authentic')
  assert.equal(verdict('before', undefined), 'authentic')
  assert.equal(verdict(undefined, 'right'), 'authentic')
  assert.equal(verdict('right', 'wrong'), 'forged')
  assert.equal(verdict('wrong', 'right'), 'forged')
  assert.equal(verdict(undefined, undefined), 'forged')
})
