import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aSource } from '../../../../test/support/a-gateway.ts'
import { exampleDelivery } from '../../../../test/support/example-delivery.ts'
import { contentOf } from '../content-of.ts'
import { intercom } from './intercom.ts'

const SOURCE = aSource({ key: 'intercom', kind: 'intercom' })

describe('Intercom', () => {
  test('sends the first message and the reply of a conversation, and who wrote them', async () => {
    const request = await exampleDelivery('intercom.json', { source: SOURCE })

    const { leads, conversations } = contentOf(request, 'authentic')

    assert.deepEqual(leads, [])
    const [part, ...more] = conversations
    assert.deepEqual(more, [])
    assert.equal(part?.form.email, 'tove@harbourlight.example')
    assert.equal(part?.form.pageUrl, 'https://www.acme.example/pricing')
    assert.deepEqual(
      part?.messages.map(({ role, text, isQuestion }) => [role, text, isQuestion]),
      [
        ['visitor', 'Do you have a trial?', true],
        ['visitor', 'We are 60 people.', false],
      ],
    )
  })

  test('makes a lead of a contact with an address, and none of one without', () => {
    const about = (item: Record<string, string>) => ({
      topic: 'contact.lead.created',
      data: { item: { type: 'contact', id: 'lead-77', ...item } },
    })
    const kinds = (body: ReturnType<typeof about>) =>
      intercom.split(body, {} as never).map(({ kind }) => kind)

    assert.deepEqual(kinds(about({ email: 'tove@harbourlight.example' })), ['lead'])
    assert.deepEqual(kinds(about({ name: 'Tove' })), ['notice'])
  })
})
