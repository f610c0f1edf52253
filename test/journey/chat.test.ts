import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { LeadId } from '../../src/domain/ids.ts'
import { eventually } from '../support/eventually.ts'
import { sendChat } from '../support/signed-chat.ts'
import { startTestProduct, type TestProduct } from '../support/test-product.ts'

/** A Tuesday on which reps are at work. */
const TUESDAY = '2026-11-24T15:00:00Z'

type Written = readonly [id: string, second: number, role: string, text: string]

const message = ([id, second, role, text]: Written) => ({
  id,
  at: new Date(Date.parse(TUESDAY) - 300_000 + second * 1_000).toISOString(),
  role,
  text,
})

const part = (messages: readonly Written[], more: Record<string, unknown> = {}) => ({
  conversation_id: 'c-1',
  bot_id: 'website',
  status: 'open',
  messages: messages.map(message),
  ...more,
})

const HELLO = part([
  ['m1', 0, 'bot', 'Hello! What brings you here?'],
  ['m2', 10, 'visitor', '<p>What is the price for <b>40 seats</b>?</p>'],
])
const BOT_ASKS = part([['m3', 12, 'bot', 'How soon would you like to start?']])
const ANSWERS = part([['m4', 20, 'visitor', 'This quarter. Can you send a quote?']])
const NAMES = part([['m5', 25, 'bot', 'Sure. Where to?']], {
  visitor: { email: 'ada@kingworks.example', name: 'Ada King', company: 'Kingworks' },
  qualification: { timeframe: 'this-quarter', seats: 40 },
})
const THANKS = part([['m6', 40, 'visitor', 'Thanks!']])
const WANTS_PERSON = part([['m7', 90, 'visitor', 'Can I talk to somebody?']], { status: 'handoff' })

async function leadsOf({ db }: TestProduct): Promise<LeadId[]> {
  const rows = await db.selectFrom('leads').select('id').execute()
  return rows.map(({ id }) => id)
}

async function onlyLead(product: TestProduct): Promise<LeadId> {
  const [id, ...more] = await leadsOf(product)
  assert.deepEqual(more, [])
  assert.ok(id)
  return id
}

async function tellAll(product: TestProduct, parts: readonly unknown[]): Promise<void> {
  for (const one of parts) {
    const answer = await sendChat(product, one)
    assert.deepEqual([answer.status, await answer.text()], [200, '{}'])
  }
}

async function transcript(product: TestProduct, id: LeadId) {
  const { body } = await product.api('GET', `/v1/leads/${id}/transcript`)
  return body as { messages: { role: string; text: string }[]; conversation: { status: string } }
}

describe('a chat', { concurrency: 2 }, () => {
  test('in five parts, out of order and one of them twice, is one lead with all that was said', async () => {
    await using product = await startTestProduct({ at: TUESDAY })

    await tellAll(product, [BOT_ASKS, HELLO])
    assert.deepEqual(await leadsOf(product), [], 'nobody could be answered yet')
    await tellAll(product, [NAMES, ANSWERS, ANSWERS, THANKS])

    const id = await onlyLead(product)
    await product.decided(id, 'assigned')
    const { messages } = await transcript(product, id)
    assert.deepEqual(
      messages.map(({ text }) => text),
      [
        'Hello! What brings you here?',
        'What is the price for 40 seats?',
        'How soon would you like to start?',
        'This quarter. Can you send a quote?',
        'Sure. Where to?',
        'Thanks!',
      ],
    )
    await product.forward(20_000)
    const lead = await eventually('the whole chat to be scored', async () => {
      const now = await product.lead(id)
      const reasons = now.parts.scoring?.reasons.map((reason) => reason.id) ?? []
      return reasons.includes('answers-fast') && now
    })
    assert.deepEqual(lead.parts.chat?.engagement, {
      visitorMessages: 3,
      medianAnswerSeconds: 10,
      questions: 2,
      buyingWords: 2,
      qualificationAnswers: 2,
      handoffAsked: false,
      ended: false,
      durationSeconds: 40,
    })
    const reasons = lead.parts.scoring?.reasons.map((reason) => reason.id)
    for (const reason of ['talks-of-buying', 'qualified-in-chat', 'buying-soon']) {
      assert.ok(reasons?.includes(reason), reason)
    }
    assert.equal(lead.parts.form.company, 'Kingworks')
    assert.deepEqual(await onlyLead(product), id)
  })

  test('a person asked for when the lead has a rep already is told to that rep, once', async () => {
    await using product = await startTestProduct({ at: TUESDAY })
    await tellAll(product, [HELLO, NAMES])
    const id = await onlyLead(product)
    const { repId } = await product.decided(id, 'assigned')
    const alerts = () =>
      product.db
        .selectFrom('notifications')
        .select(['repId', 'title', 'lines', 'occasion', 'state'])
        .where('channel', '=', 'in-app')
        .execute()
    await eventually('the rep to be told', async () => (await alerts())[0]?.state === 'accepted')

    await tellAll(product, [WANTS_PERSON, WANTS_PERSON])

    const told = await eventually('the rep to be told again', async () => {
      const [alert, ...more] = await alerts()
      assert.deepEqual(more, [])
      return alert?.occasion === 'hand-off' && alert.state === 'accepted' && alert
    })
    assert.equal(told.repId, repId)
    assert.equal(told.title, 'Ada King from Kingworks asks for a person in the chat')
    assert.ok(told.lines[0]?.endsWith(`/leads/${id}#chat`), told.lines.join('\n'))
    const token = await product.repToken(told.repId)
    const read = await product.api('GET', `/v1/leads/${id}/transcript`, undefined, token)
    assert.equal(read.status, 200)
    const events = await product.events(id)
    assert.equal(events.filter((type) => type === 'ChatContinued').length, 1)
    assert.equal((await transcript(product, id)).conversation.status, 'handoff')
  })

  test('a person asked for by somebody without any address is a lead with a rep', async () => {
    await using product = await startTestProduct({ at: TUESDAY })

    await tellAll(product, [HELLO, WANTS_PERSON])

    const id = await onlyLead(product)
    const { repId, parts } = await product.decided(id, 'assigned')
    assert.ok(repId)
    assert.equal(parts.form.message, 'What is the price for 40 seats?')
  })

  test('an end without any address is rejected, and an address that comes after all brings it back', async () => {
    await using product = await startTestProduct({ at: TUESDAY })

    await tellAll(product, [HELLO, part([], { status: 'ended' })])
    const id = await onlyLead(product)
    await product.decided(id, 'rejected')
    await tellAll(product, [NAMES])

    const lead = await product.decided(id, 'assigned')
    assert.equal(lead.parts.findings?.email, 'ada@kingworks.example')
    assert.ok((await product.events(id)).includes('LeadRejected'))
  })
})
