import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { LeadId } from '../../src/domain/ids.ts'
import { eventually } from '../support/eventually.ts'
import { assertNothingLostOrTwice } from '../support/nothing-twice.ts'
import { sendChat } from '../support/signed-chat.ts'
import { sumOfEvents } from '../support/sum-of-events.ts'
import { startTestProduct, type TestProduct } from '../support/test-product.ts'

/** A Tuesday on which reps are at work. */
const TUESDAY = '2026-11-24T15:00:00Z'
const EMAIL = 'ada@kingworks.example'

let messages = 0

/** A part of a chat in which the visitor says this, and what is known of them by then. */
async function say(
  product: TestProduct,
  chat: string,
  text: string,
  more: Record<string, unknown> = {},
): Promise<void> {
  messages += 1
  const at = product.clock().toISOString()
  const answer = await sendChat(product, {
    ...{ conversation_id: chat, bot_id: 'website', status: 'open' },
    messages: [{ id: `m${messages}`, at, role: 'visitor', text }],
    ...more,
  })
  assert.equal(answer.status, 200)
}

/** Starts a chat in which a person is asked for before any address is given. */
async function waitingVisitor(product: TestProduct, chat: string): Promise<LeadId> {
  const before = new Set(await leadIds(product))
  await say(product, chat, 'Can I talk to somebody?', { status: 'handoff' })
  const [id] = (await leadIds(product)).filter((one) => !before.has(one))
  assert.ok(id)
  await product.decided(id, 'assigned')
  return id
}

async function leadIds({ db }: TestProduct): Promise<LeadId[]> {
  const rows = await db.selectFrom('leads').select('id').execute()
  return rows.map(({ id }) => id)
}

/** Waits until the contact of the lead has been told, and resolves with the events of the lead. */
const completed = (product: TestProduct, id: LeadId, times = 1) =>
  eventually('the contact to be completed', async () => {
    const events = await product.events(id)
    return events.filter((type) => type === 'ContactCompleted').length >= times && events
  })

async function contactOf(product: TestProduct, id: LeadId) {
  const { contactId } = await product.lead(id)
  const contact = await product.db
    .selectFrom('contacts')
    .selectAll()
    .where('id', '=', contactId ?? assert.fail())
    .executeTakeFirstOrThrow()
  const keys = await product.db
    .selectFrom('identities')
    .select('value')
    .where('contactId', '=', contact.id)
    .orderBy('value')
    .execute()
  return { ...contact, keys: keys.map(({ value }) => value) }
}

const crmRecord = (product: TestProduct, contactId: string) =>
  product.db
    .selectFrom('crmContacts')
    .select('fields')
    .where('contactId', '=', contactId as never)
    .executeTakeFirst()

const reviews = ({ db }: TestProduct) =>
  db
    .selectFrom('reviewItems')
    .select(['kind', 'reasons', 'details', 'contactId', 'leadId'])
    .execute()

describe('what a chat tells after its lead has a rep', { concurrency: 2 }, () => {
  test('completes findings, contact, keys and CRM record; rep and assignment stay', async () => {
    await using product = await startTestProduct({ at: TUESDAY })
    const id = await waitingVisitor(product, 'c-1')
    const before = await product.lead(id)

    await say(product, 'c-1', 'Write to me, please', {
      visitor: { email: 'Ada@KingWorks.example', phone: '+47 22 12 34 56', company: 'Kingworks' },
    })
    await completed(product, id)

    const lead = await product.lead(id)
    assert.partialDeepStrictEqual(lead.parts.findings, {
      email: EMAIL,
      emailDomain: 'kingworks.example',
      phone: '+4722123456',
      phoneCountry: 'NO',
      country: 'NO',
    })
    const { state, repId, assignmentId, contactId } = lead
    assert.deepEqual(
      [state, repId, assignmentId, contactId],
      ['assigned', before.repId, before.assignmentId, before.contactId],
    )
    const contact = await contactOf(product, id)
    assert.deepEqual(contact.fields, {
      ...{ email: EMAIL, phone: '+4722123456', company: 'Kingworks', country: 'NO' },
    })
    assert.deepEqual(contact.keys, ['+4722123456', EMAIL])
    assert.deepEqual([contact.leadCount, contact.ownerRepId], [1, before.repId])
    const record = await eventually('the CRM to have the address', async () => {
      const found = await crmRecord(product, contact.id)
      return found?.fields.email !== undefined && found.fields
    })
    assert.partialDeepStrictEqual(record, { email: EMAIL, company: 'Kingworks' })
    assert.deepEqual(await reviews(product), [])
    await eventually(
      'providers to be asked about the company, and what they say to count',
      async () => {
        const events = await product.events(id)
        return events.includes('LeadReenriched') && events.includes('LeadRescored')
      },
    )
    await assertNothingLostOrTwice(product.db)
    assert.deepEqual(await sumOfEvents(product, await product.lead(id)), await product.lead(id))
  })

  test('is found by the next inquiry under the address, which goes to the same rep', async () => {
    await using product = await startTestProduct({ at: TUESDAY })
    const id = await waitingVisitor(product, 'c-1')
    await say(product, 'c-1', `I am ${EMAIL}`)
    await completed(product, id)

    const next = await product.submit('web-form', { email: EMAIL, message: 'And a form' })
    const attached = await product.decided(next, 'attached')

    const { contactId, repId } = await product.lead(id)
    assert.deepEqual([attached.contactId, attached.repId], [contactId, repId])
    assert.equal((await contactOf(product, id)).leadCount, 2)
  })

  test('an address of somebody else is left to a person, and nothing is glued', async () => {
    await using product = await startTestProduct({ at: TUESDAY })
    const known = await product.submit('web-form', { email: EMAIL, first_name: 'Ada' })
    const ada = await product.decided(known, 'assigned')
    const id = await waitingVisitor(product, 'c-1')
    const before = await product.lead(id)

    await say(product, 'c-1', `I am ${EMAIL}`, { visitor: { company: 'Kingworks' } })
    await completed(product, id)

    const lead = await product.lead(id)
    assert.equal(lead.parts.findings?.email, EMAIL)
    assert.deepEqual([lead.contactId, lead.repId], [before.contactId, before.repId])
    assert.notEqual(lead.contactId, ada.contactId)
    const contact = await contactOf(product, id)
    assert.deepEqual([contact.fields, contact.keys], [{ company: 'Kingworks' }, []])
    assert.deepEqual(await reviews(product), [
      {
        kind: 'identity-clash',
        reasons: ['email-belongs-to-another-contact'],
        details: { kind: 'email', value: EMAIL, otherContactId: ada.contactId },
        contactId: lead.contactId,
        leadId: id,
      },
    ])
    assert.equal((await contactOf(product, known)).fields.company, undefined)
  })

  test('an address other than the one its contact has is no second one of theirs', async () => {
    await using product = await startTestProduct({ at: TUESDAY })
    const phone = '+4722123456'
    const known = await product.submit('web-form', { email: EMAIL, phone })
    await product.decided(known, 'assigned')
    await say(product, 'c-1', `Call me: ${phone}`)
    const [id] = (await leadIds(product)).filter((one) => one !== known)
    assert.ok(id)
    await product.decided(id, 'attached')

    await say(product, 'c-1', 'Or write to front-desk@kingworks.example')
    await completed(product, id)

    const contact = await contactOf(product, id)
    assert.equal(contact.fields.email, EMAIL)
    assert.deepEqual(contact.keys, [phone, EMAIL])
    const [review] = await reviews(product)
    assert.deepEqual(review?.reasons, ['email-differs-from-contact'])
  })

  test('two visitors who give one address at once stay two contacts, one of which has it', async () => {
    await using product = await startTestProduct({ at: TUESDAY })
    const chats = ['c-1', 'c-2', 'c-3', 'c-4']
    const ids: LeadId[] = []
    for (const chat of chats) ids.push(await waitingVisitor(product, chat))

    await Promise.all(chats.map((chat) => say(product, chat, `I am ${EMAIL}`)))
    for (const id of ids) await completed(product, id)

    const contacts = await Promise.all(ids.map((id) => contactOf(product, id)))
    assert.equal(contacts.filter(({ keys }) => keys.includes(EMAIL)).length, 1)
    assert.equal(contacts.filter(({ fields }) => fields.email === EMAIL).length, 1)
    assert.equal((await reviews(product)).length, 3)
  })

  test('in two parts at once is told whole, and what comes again is told no more', async () => {
    await using product = await startTestProduct({ at: TUESDAY })
    const id = await waitingVisitor(product, 'c-1')

    await Promise.all([
      say(product, 'c-1', `I am ${EMAIL}`),
      say(product, 'c-1', 'Or call me: +4722123456'),
    ])
    await eventually('both keys to be claimed', async () => {
      return (await contactOf(product, id)).keys.length === 2
    })
    await say(product, 'c-1', `Once more: ${EMAIL}`)
    await eventually('all tasks to be done', async () => {
      const open = await product.db
        .selectFrom('tasks')
        .select('id')
        .where('follower', '=', 'complete-contact')
        .where('state', '=', 'open')
        .execute()
      return open.length === 0
    })

    const told = (await product.events(id)).filter((type) => type === 'ContactCompleted')
    assert.ok(told.length <= 2, `${told.length} times`)
    assert.deepEqual((await contactOf(product, id)).fields, {
      ...{ email: EMAIL, phone: '+4722123456', country: 'NO' },
    })
    assert.deepEqual(await reviews(product), [])
  })

  test('of a lead that waits for a person is looked at before it goes on', async () => {
    await using product = await startTestProduct({ at: TUESDAY })
    await say(product, 'c-1', 'Hello', {
      ...{ status: 'handoff', visitor: { name: 'www.odd.example' } },
    })
    const [id] = await leadIds(product)
    assert.ok(id)
    await product.decided(id, 'quarantined')

    await say(product, 'c-1', `I am ${EMAIL}`)
    await eventually('the findings', async () => {
      return (await product.lead(id)).parts.findings?.email === EMAIL
    })
    const [item] = ((await product.api('GET', '/v1/reviews')).body as { items: { id: string }[] })
      .items
    await product.api('POST', `/v1/reviews/${item?.id}/resolve`, { resolution: 'release' })
    await product.decided(id, 'assigned')

    assert.deepEqual((await contactOf(product, id)).keys, [EMAIL])
  })
})
