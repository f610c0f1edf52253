import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LeadId } from '../../src/domain/ids.ts'
import { assertNothingLostOrTwice } from '../support/nothing-twice.ts'
import { startTestProduct, type TestProduct } from '../support/test-product.ts'

/** A Monday morning in Oslo: everybody of the EMEA pool is at work. */
const MONDAY = '2026-11-23T09:00:00Z'

const anInquiry = (person: number) => ({
  email: `person${person}@company${person}.example`,
  country: 'NO',
  message: `Question ${person}`,
})

const reassign = (product: TestProduct, id: LeadId, body: object) =>
  product.api('POST', `/v1/leads/${id}/reassign`, body)

async function ownerOf({ db }: TestProduct, id: LeadId): Promise<string | null | undefined> {
  const row = await db
    .selectFrom('leads')
    .innerJoin('contacts', 'contacts.id', 'leads.contactId')
    .select('contacts.ownerRepId')
    .where('leads.id', '=', id)
    .executeTakeFirst()
  return row?.ownerRepId
}

test('a manager moves a lead to a rep: its turn is refunded once, and the person goes along', async () => {
  await using product = await startTestProduct({ at: MONDAY })
  const id = await product.submit('web-form', anInquiry(1))
  const first = await product.decided(id, 'assigned')

  const moved = await reassign(product, id, { repId: 'daniela' })
  const again = await reassign(product, id, { repId: 'daniela' })
  const late = await product.api('POST', `/v1/leads/${id}/refund`, { reason: 'spam' })

  assert.deepEqual([moved.status, again.status, late.status], [200, 200, 409])
  const lead = await product.lead(id)
  assert.deepEqual([lead.repId, lead.triedRepIds], ['daniela', [first.repId]])
  assert.equal(await ownerOf(product, id), 'daniela')
  const events = await product.events(id)
  assert.equal(events.filter((type) => type === 'AssignmentClosed').length, 1)
  await assertNothingLostOrTwice(product.db)
})

test('cover does not move the person, and whoever left or is nobody gets nothing', async () => {
  await using product = await startTestProduct({ at: MONDAY })
  const id = await product.submit('web-form', anInquiry(1))
  const { repId: owner } = await product.decided(id, 'assigned')

  const unknown = await reassign(product, id, { repId: 'nobody' })
  const covered = await reassign(product, id, { repId: 'daniela', cover: true })

  assert.deepEqual([unknown.status, covered.status], [404, 200])
  assert.equal((await product.lead(id)).repId, 'daniela')
  assert.equal(await ownerOf(product, id), owner)
})

test('without a rep the rules are run again, and whoever had the lead is left out', async () => {
  await using product = await startTestProduct({ at: MONDAY })
  const id = await product.submit('web-form', anInquiry(1))
  const first = await product.decided(id, 'assigned')

  await reassign(product, id, {})
  const second = await product.decided(id, 'assigned')
  const events = await product.events(id)

  assert.notEqual(second.repId, first.repId)
  assert.equal(events.filter((type) => type === 'LeadRouted').length, 2)
  await assertNothingLostOrTwice(product.db)
})

test('by hand counts above acknowledging, declining, escalating and other hands at the same moment', async () => {
  await using product = await startTestProduct({ at: MONDAY })
  const ids: LeadId[] = []
  for (let person = 0; person < 12; person += 1) {
    ids.push(await product.submit('web-form', anInquiry(person)))
  }
  for (const id of ids) await product.decided(id, 'assigned')

  const racing = ids.flatMap((id) => [
    product.api('POST', `/v1/leads/${id}/acknowledge`),
    product.api('POST', `/v1/leads/${id}/decline`),
    reassign(product, id, {}),
    reassign(product, id, { repId: 'daniela' }),
  ])
  await Promise.all([...racing, product.forward(60 * 60_000)])
  for (const id of ids) await reassign(product, id, { repId: 'daniela' })

  for (const id of ids) assert.equal((await product.lead(id)).repId, 'daniela')
  await assertNothingLostOrTwice(product.db)
})
