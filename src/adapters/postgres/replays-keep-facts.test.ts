import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  anArchive,
  CHATBOT,
  changed,
  created,
  FORM,
  HUBSPOT,
  MINUTE_MS,
  NOON,
  REAL,
  WANTS_CHANGES,
} from '../../../test/support/an-archive.ts'
import type { Source } from '../../domain/documents/sources.ts'
import type { LeadId } from '../../domain/ids.ts'

const chat = (messages: readonly (readonly [id: string, text: string])[], more = {}) => ({
  ...{ conversation_id: 'c-1', status: 'open' },
  messages: messages.map(([id, text]) => ({ id, role: 'visitor', text })),
  ...more,
})

describe('a replay keeps what was settled:', { concurrency: 2 }, () => {
  test('of a stale delivery doubts it as before', async () => {
    await using archive = await anArchive()
    const { id } = await archive.deliver(HUBSPOT, [changed('7')], { verdict: 'stale' })
    archive.change(WANTS_CHANGES)

    await archive.replays.one(id, REAL)

    const parts = await archive.db.selectFrom('leadParts').select(['part', 'content']).execute()
    assert.deepEqual(parts.find(({ part }) => part === 'capture')?.content, {
      doubts: ['delivery-stale'],
    })
  })

  test('a consent keeps the address it was given from, which no delivery says', async () => {
    await using archive = await anArchive()
    const said = { email: 'kim@x.example', consent_newsletter: 'yes' }
    const { id } = await archive.deliver(FORM, said)
    const parts = archive.db.selectFrom('leadParts').select('content').where('part', '=', 'form')
    const { content } = await parts.executeTakeFirstOrThrow()
    const form = content as { consent: { at: string }[] }
    const consent = form.consent.map((one) => ({ ...one, address: '198.51.100.7' }))
    assert.equal(consent.length, 1)
    await archive.db
      .updateTable('leadParts')
      .set({ content: JSON.stringify({ ...form, consent }) })
      .execute()

    const { effect } = await archive.replays.one(id, REAL)

    assert.equal(effect, 'unchanged')
  })

  test('what a captcha said then stands, and is not asked again', async () => {
    await using archive = await anArchive()
    const { id, leadIds } = await archive.deliver(FORM, {
      email: 'kim@x.example',
      betrieb: 'Kim AS',
    })
    const capture = JSON.stringify({ doubts: ['captcha-failed'] })
    await archive.db
      .insertInto('leadParts')
      .values({ leadId: leadIds[0] as LeadId, part: 'capture', content: capture })
      .execute()
    const captcha = { kind: 'turnstile', secret: 'demo:x' } as Source['captcha']
    archive.change({ ...FORM, ...(captcha && { captcha }), fieldMap: { company: ['betrieb'] } })

    await archive.replays.one(id, REAL)
    const again = await archive.replays.one(id, REAL)

    assert.equal(again.effect, 'unchanged')
    const parts = await archive.db.selectFrom('leadParts').select(['part', 'content']).execute()
    assert.deepEqual(parts.find(({ part }) => part === 'capture')?.content, {
      doubts: ['captcha-failed'],
    })
  })

  test('an erased person does not come back, by whatever mapping', async () => {
    await using archive = await anArchive()
    const alone = await archive.deliver(FORM, { email: 'kim@x.example', ref: 'A-1' })
    const batch = await archive.deliver(HUBSPOT, [created('7'), created('8'), changed('7')])
    const [erased, stays] = batch.leadIds
    await archive.db
      .updateTable('leadParts')
      .set({ content: JSON.stringify({ email: 'kim@x.example' }) })
      .where('leadId', '=', erased as LeadId)
      .execute()
    // Only persons who are known are asked for.
    await archive.people.withdraw(alone.leadIds[0] as LeadId)
    await archive.people.withdraw(erased as LeadId)
    archive.change(
      { ...FORM, fieldMap: { sourceLeadId: ['ref'] } },
      { ...HUBSPOT, leadEvents: ['contact.creation', 'contact.propertyChange:demo'] },
    )
    archive.jobs.length = 0

    const first = await archive.replays.one(alone.id, REAL)
    const second = await archive.replays.one(batch.id, REAL)

    assert.equal(first.effect, 'erased')
    assert.equal(second.effect, 'erased')
    assert.deepEqual(second.leads, [
      { effect: 'erased' },
      { leadId: stays, effect: 'unchanged', why: 'record-not-kept' },
      { effect: 'erased', why: 'delivery-redacted' },
    ])
    const left = (await archive.leads()).filter(({ state }) => state !== 'erased')
    assert.deepEqual(
      left.map(({ id }) => id),
      [stays],
    )
    assert.deepEqual(archive.jobs, [])
  })

  test('a delivery that takes a lead back is carried out once', async () => {
    await using archive = await anArchive()
    const { leadIds } = await archive.deliver(HUBSPOT, [created('7')])
    const deletion = [{ subscriptionType: 'contact.privacyDeletion', objectId: '7' }]
    const { id } = await archive.deliver(HUBSPOT, deletion)

    for (const _ of [1, 2]) {
      const { effect } = await archive.replays.one(id, REAL)
      assert.equal(effect, 'erased')
    }

    const tasks = await archive.db.selectFrom('tasks').select(['leadId', 'follower']).execute()
    assert.deepEqual(tasks, [{ leadId: leadIds[0], follower: 'erase' }])
  })

  test('a chat has each message once, and its lead what the mapping reads now', async () => {
    await using archive = await anArchive()
    const visitor = { email: 'kim@x.example', betrieb: 'Kim AS' }
    const one = await archive.deliver(
      CHATBOT,
      chat([
        ['m1', 'Hello'],
        ['m2', 'What is it?'],
      ]),
    )
    const two = await archive.deliver(CHATBOT, chat([['m3', 'Write to me']], { visitor }))
    const receivedAt = new Date(NOON.getTime() + 5 * MINUTE_MS)
    await archive.deliver(CHATBOT, chat([['m4', 'Still there?']]), { receivedAt })
    const before = await archive.events()
    const messages = () =>
      archive.db.selectFrom('conversationMessages').select(['messageKey', 'sequence']).execute()
    const said = await messages()
    archive.jobs.length = 0

    for (const { id } of [one, two, one]) {
      assert.equal((await archive.replays.one(id, REAL)).effect, 'unchanged')
    }
    assert.deepEqual(await archive.events(), before)
    archive.change({ ...CHATBOT, fieldMap: { company: ['betrieb'] } })
    const filled = [
      await archive.replays.one(two.id, REAL),
      await archive.replays.one(two.id, REAL),
    ]

    assert.deepEqual(
      filled.map(({ effect }) => effect),
      ['changed', 'unchanged'],
    )
    assert.equal(said.length, 4)
    assert.deepEqual(await messages(), said)
    assert.deepEqual(await archive.events(), [...before, 'ChatContinued'])
    const [lead] = await archive.leads()
    assert.equal(lead?.redeliveries, 0)
    const form = await archive.db
      .selectFrom('leadParts')
      .select('content')
      .where('part', '=', 'form')
      .executeTakeFirstOrThrow()
    assert.partialDeepStrictEqual(form.content, { company: 'Kim AS', email: 'kim@x.example' })
    const [conversation] = await archive.db.selectFrom('conversations').selectAll().execute()
    assert.deepEqual(conversation?.latestAt, receivedAt)
  })
})
