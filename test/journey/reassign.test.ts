import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LeadId } from '../../src/domain/ids.ts'
import { eventually } from '../support/eventually.ts'
import { exampleCompany } from '../support/example-company.ts'
import { assertNothingLostOrTwice } from '../support/nothing-twice.ts'
import { startTestProduct, startTestWorker, type TestProduct } from '../support/test-product.ts'

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

test('a refund that races a move by hand: one of them refunds the turn, and neither fails', async () => {
  await using product = await startTestProduct({ at: MONDAY })
  const ids: LeadId[] = []
  for (let person = 0; person < 16; person += 1) {
    ids.push(await product.submit('web-form', anInquiry(person)))
  }
  for (const id of ids) await product.decided(id, 'assigned')

  const answers = await Promise.all(
    ids.flatMap((id) => [
      reassign(product, id, { repId: 'daniela' }),
      product.api('POST', `/v1/leads/${id}/refund`, { reason: 'spam' }),
    ]),
  )

  const statuses = answers.map(({ status }) => status)
  assert.ok(
    statuses.every((status, at) => status === 200 || (at % 2 === 1 && status === 409)),
    statuses.join(' '),
  )
  const refunds = await product.db
    .selectFrom('poolLedger')
    .select('refundOf')
    .where('kind', '=', 'refund')
    .execute()
  assert.equal(refunds.length, ids.length)
  await assertNothingLostOrTwice(product.db)
})

test('a manager who sells takes a lead over, and somebody who had it is not asked again', async () => {
  await using product = await startTestProduct({ at: MONDAY })
  const id = await product.submit('web-form', anInquiry(1))
  await product.decided(id, 'assigned')
  const issued = await product.api('POST', '/v1/tokens', {
    ...{ name: 'Daniela', role: 'manager', repId: 'daniela' },
  })

  const { status } = await fetch(`${product.url}/v1/leads/${id}/reassign`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${(issued.body as { token: string }).token}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ repId: 'daniela' }),
  })

  assert.equal(status, 200)
  const [taken] = await product.db
    .selectFrom('assignments')
    .select(['repId', 'reason', 'poolId'])
    .where('leadId', '=', id)
    .where('status', '=', 'offered')
    .execute()
  assert.deepEqual(taken, { repId: 'daniela', reason: 'taken-over', poolId: null })
  await assertNothingLostOrTwice(product.db)
})

test('a lead that is sent through the rules again and again ends with the default acceptor', async () => {
  const { sla } = exampleCompany().documents
  const documents = { sla: { ...sla, maxHops: 2 } }
  await using product = await startTestProduct({ at: MONDAY, documents })
  const id = await product.submit('web-form', anInquiry(1))
  for (const _ of ['first', 'second']) {
    await product.decided(id, 'assigned')
    await reassign(product, id, {})
  }
  const last = await product.decided(id, 'assigned')

  assert.equal(last.triedRepIds.length, 2)
  const events = await product.db
    .selectFrom('leadEvents')
    .select('data')
    .where('leadId', '=', id)
    .where('type', '=', 'LeadAssigned')
    .orderBy('version')
    .execute()
  assert.partialDeepStrictEqual(events[2], {
    data: { reason: 'default-acceptor', repId: exampleCompany().documents.teams.defaultAcceptor },
  })
})

test('a move by hand that races the first turn: the lead ends where the hand put it', async () => {
  await using product = await startTestProduct({ at: MONDAY })
  await using _second = await startTestWorker(product)
  const ids = await Promise.all(
    Array.from({ length: 24 }, async (_, person) => {
      const id = await product.submit('web-form', anInquiry(person))
      // Until the lead has a contact there is nobody to give to a rep.
      await eventually('the lead to be moved', async () => {
        const { status } = await reassign(product, id, { repId: 'daniela' })
        assert.ok(status === 200 || status === 409, String(status))
        return status === 200
      })
      return id
    }),
  )
  await eventually('no lead to travel', async () => {
    const leads = await product.db.selectFrom('leads').select('state').execute()
    return leads.every(({ state }) => state !== 'travelling')
  })

  for (const id of ids) {
    const lead = await product.lead(id)
    assert.deepEqual([lead.state, lead.repId], ['assigned', 'daniela'])
  }
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
  for (const id of ids) {
    // Whoever is overtaken by somebody else's move tries again.
    await eventually('the lead to be moved', async () => {
      const { status } = await reassign(product, id, { repId: 'daniela' })
      return status === 200
    })
  }

  for (const id of ids) assert.equal((await product.lead(id)).repId, 'daniela')
  await assertNothingLostOrTwice(product.db)
})
