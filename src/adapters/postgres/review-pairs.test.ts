import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aContactDesk } from '../../../test/support/a-contact-desk.ts'
import { Refused } from '../../domain/failure.ts'
import type { ContactId, ReviewItemId } from '../../domain/ids.ts'
import { postgresReviewInbox } from './review-inbox.ts'

const KARI = 'kari@fjordtech.no'
const OLA = 'ola@fjordtech.no'
const PHONE = '+4722123456'

type Desk = Awaited<ReturnType<typeof aContactDesk>>

const inboxOf = ({ db, parts }: Desk) => postgresReviewInbox(db, { ...parts, releaseTo: 'dedupe' })

/** Ola has a phone, and Kari writes that it is hers. */
async function clash(desk: Desk) {
  const ola = await desk.lead({ email: OLA, phone: PHONE })
  const kari = await desk.lead({ email: KARI, phone: PHONE })
  const inbox = inboxOf(desk)
  const { items } = await inbox.list({ limit: 9, cursor: undefined, kinds: ['identity-clash'] })
  const [item, ...more] = items
  assert.ok(item)
  assert.deepEqual(more, [])
  assert.deepEqual([item.contactId, item.otherContactId], [kari.contactId, ola.contactId])
  return { ola, kari, inbox, item }
}

const questions = async (desk: Desk) => {
  const inbox = inboxOf(desk)
  return (await inbox.list({ limit: 9, cursor: undefined, state: 'open' })).items.length
}

test('while a question about two contacts is open it is not asked again', async () => {
  await using desk = await aContactDesk()
  await clash(desk)

  await desk.lead({ email: KARI, phone: PHONE })

  assert.equal(await questions(desk), 1)
})

test('who says that two are one has them joined, by the item, into the one that was there first', async () => {
  await using desk = await aContactDesk()
  const { ola, kari, inbox, item } = await clash(desk)

  const { item: resolved, decidedNow } = await inbox.resolve(item.id, 'join', 'boss')

  assert.equal(decidedNow, true)
  assert.partialDeepStrictEqual(resolved, { resolution: 'join', resolvedBy: 'boss' })
  const file = await desk.find(kari.contactId)
  assert.equal(file?.contact.id, ola.contactId)
  assert.partialDeepStrictEqual(file?.history, [
    { kind: 'join', by: 'boss', why: 'review', reviewItemId: item.id },
  ])
  assert.deepEqual(await desk.feedback(), [true])
})

test('who says that they are two is not asked again, and what they said is kept', async () => {
  await using desk = await aContactDesk()
  const { ola, kari, inbox, item } = await clash(desk)

  await inbox.resolve(item.id, 'keep-apart', 'boss')
  await desk.lead({ email: KARI, phone: PHONE })

  assert.equal(await questions(desk), 0)
  assert.deepEqual(await desk.feedback(), [false])
  assert.equal((await desk.find(ola.contactId))?.contact.id, ola.contactId)
  assert.equal((await desk.find(kari.contactId))?.contact.id, kari.contactId)
})

test('joining contacts by hand answers the question about them', async () => {
  await using desk = await aContactDesk()
  const { ola, kari, item, inbox } = await clash(desk)

  await desk.joins.join(kari.contactId, { by: 'boss', why: 'manual', with: ola.contactId })

  assert.equal(await questions(desk), 0)
  const late = await inbox.resolve(item.id, 'join', 'another')
  assert.deepEqual([late.decidedNow, late.item.resolvedBy], [false, 'boss'])
})

test('of many who decide at once one does, and the contacts are joined once or not at all', async () => {
  await using desk = await aContactDesk()
  const { kari, inbox, item } = await clash(desk)

  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, place) =>
      inbox.resolve(item.id, place % 2 === 0 ? 'join' : 'keep-apart', `boss ${place}`),
    ),
  )

  const [won, ...more] = answers.filter(({ decidedNow }) => decidedNow)
  assert.ok(won)
  assert.deepEqual(more, [])
  const joins = won.item.resolution === 'join' ? 1 : 0
  assert.equal((await desk.history(kari.contactId)).length, joins)
})

test('an item that names no second contact cannot be joined, and stays open', async () => {
  await using desk = await aContactDesk()
  const { inbox, item } = await clash(desk)
  await desk.db.updateTable('reviewItems').set({ otherContactId: null }).execute()
  const unknown = '01900000-0000-7000-8000-00000000ffff'
  const codeOf = (id: string) =>
    inbox.resolve(id as ReviewItemId, 'join', 'boss').then(
      () => 'done',
      (error: unknown) => (error instanceof Refused ? error.code : error),
    )

  assert.equal(await codeOf(item.id), 'resolution-unsuitable')
  assert.equal(await codeOf(unknown), 'review-unknown')
  assert.equal(await questions(desk), 1)
})

test('a pair that is kept apart stays so when one of them is joined with somebody else', async () => {
  await using desk = await aContactDesk()
  const { ola, inbox, item } = await clash(desk)
  await inbox.resolve(item.id, 'keep-apart', 'boss')
  const third = await desk.lead({ email: 'third@x.example' })

  const by = { by: 'boss', why: 'manual' } as const
  await desk.joins.join(third.contactId as ContactId, { ...by, with: ola.contactId })
  await desk.lead({ email: KARI, phone: PHONE })

  assert.equal(await questions(desk), 0)
})
