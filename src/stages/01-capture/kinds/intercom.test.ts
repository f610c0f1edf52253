import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aCaptureRequest } from '../../../../test/support/a-capture-request.ts'
import { aSource } from '../../../../test/support/a-gateway.ts'
import { exampleDelivery } from '../../../../test/support/example-delivery.ts'
import type { BodyObject, BodyTree } from '../../../domain/body-tree.ts'
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

  const aConversation = (topic: string, item: BodyObject = {}) => ({
    topic,
    data: {
      item: {
        type: 'conversation',
        id: '90210',
        state: 'open',
        source: { id: '1', body: 'Hello', author: { type: 'lead', id: 'lead-77' } },
        ...item,
      },
    },
  })

  function partIn(body: BodyTree) {
    const [part] = contentOf(aCaptureRequest({ source: SOURCE, body }), 'authentic').conversations
    assert.ok(part)
    return part
  }

  test('takes what people, teammates and bots say, and what is assigned; notes stay out', () => {
    const kindOf = (topic: string) =>
      intercom.split(aConversation(topic), {} as never).map(({ kind }) => kind)[0]

    for (const said of [
      'conversation.user.created',
      'conversation.user.replied',
      'conversation.admin.replied',
      'conversation.admin.single.created',
      'conversation.admin.assigned',
      'conversation.admin.open.assigned',
      'conversation.admin.opened',
      'conversation.admin.closed',
      'conversation.operator.replied',
    ]) {
      assert.equal(kindOf(said), 'conversation', said)
    }
    for (const other of [
      'conversation.admin.noted',
      'conversation.admin.snoozed',
      'conversation.rating.added',
      'conversation.priority.updated',
      'conversation_part.redacted',
    ]) {
      assert.equal(kindOf(other), 'notice', other)
    }
  })

  test('an assignment hands nobody over; Fin does by any of its names for it', () => {
    const statusWith = (resolution_state: string | null) =>
      partIn(aConversation('conversation.admin.assigned', { ai_agent: { resolution_state } }))
        .status

    for (const handedOff of ['escalated', 'procedure_handoff', 'routed_to_team']) {
      assert.equal(statusWith(handedOff), 'handoff', handedOff)
    }
    for (const other of ['assumed_resolution', 'confirmed_resolution', 'negative_feedback', null]) {
      assert.equal(statusWith(other), 'open', String(other))
    }
    assert.equal(partIn(aConversation('conversation.admin.closed')).status, 'ended')
  })

  test('a reply of Fin is of a bot, an assignment with words is spoken, a note is not', () => {
    const said = (part_type: string, type: string, body: string | null, id: string) => ({
      ...{ type: 'conversation_part', id, part_type, body, created_at: 1772461750 },
      author: { type, id: 'any' },
    })
    const { messages } = partIn(
      aConversation('conversation.operator.replied', {
        conversation_parts: {
          conversation_parts: [
            said('comment', 'bot', 'A trial takes 14 days.', '2'),
            said('assignment', 'admin', 'My colleague will help.', '3'),
            said('assignment', 'admin', null, '4'),
            said('note', 'admin', 'Looks rich', '5'),
            said('note_and_reopen', 'admin', 'Indeed', '6'),
          ],
        },
      }),
    )

    assert.deepEqual(
      messages.map(({ role, text }) => [role, text]),
      [
        ['visitor', 'Hello'],
        ['bot', 'A trial takes 14 days.'],
        ['agent', 'My colleague will help.'],
      ],
    )
  })
})
