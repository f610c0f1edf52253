import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LeadId } from '../../src/domain/ids.ts'
import { eventually } from '../support/eventually.ts'
import { exampleCompany } from '../support/example-company.ts'
import { assertNothingLostOrTwice } from '../support/nothing-twice.ts'
import { officeOnly } from '../support/office-only.ts'
import { startTestProduct, type TestProduct } from '../support/test-product.ts'

/** A Saturday night; the office in Oslo opens on Monday at eight, which is seven in UTC. */
const SATURDAY = '2026-11-21T23:00:00Z'
const MONDAY_MORNING = new Date('2026-11-23T07:00:00Z')

const anInquiry = (person: number) => ({
  email: `person${person}@company${person}.example`,
  message: `Question ${person}`,
})

/** So many leads, one after another, all on the waiting list. */
async function waitingLeads(product: TestProduct, count: number): Promise<readonly LeadId[]> {
  const ids: LeadId[] = []
  for (let person = 0; person < count; person += 1) {
    ids.push(await product.submit('web-form', anInquiry(person)))
  }
  for (const id of ids) await product.decided(id, 'waiting')
  return ids
}

async function inOrderOfPicks({ db }: TestProduct): Promise<readonly LeadId[]> {
  const picks = await db.selectFrom('poolLedger').select('leadId').orderBy('sequence').execute()
  return picks.flatMap(({ leadId }) => leadId ?? [])
}

test('off hours a lead waits, visibly, and nobody is told', async () => {
  await using product = await startTestProduct({ at: SATURDAY, documents: officeOnly() })

  const [id] = await waitingLeads(product, 1)
  assert.ok(id)

  const lead = await product.lead(id)
  assert.equal(lead.repId, undefined)
  assert.ok((lead.decidedAt?.getTime() ?? 0) < lead.deadlineAt.getTime())
  const tasks = await product.db.selectFrom('tasks').select(['follower', 'dueAt']).execute()
  assert.deepEqual(tasks, [{ follower: 'resume', dueAt: MONDAY_MORNING }])
  const event = await product.db
    .selectFrom('leadEvents')
    .select('data')
    .where('type', '=', 'LeadPutOnWaitingList')
    .executeTakeFirstOrThrow()
  assert.partialDeepStrictEqual(event.data, { poolIds: ['emea'], why: 'nobody-available' })
})

test('a rep who comes online gets the leads that wait, the longest waiting first', async () => {
  await using product = await startTestProduct({ at: SATURDAY, documents: officeOnly() })
  const ids = await waitingLeads(product, 25)

  const { body } = await product.api('PUT', '/v1/reps/jonas/presence', { presence: 'online' })
  for (const id of ids) await product.decided(id, 'assigned')

  assert.partialDeepStrictEqual(body, { resumed: 25, availableNow: true })
  assert.deepEqual(await inOrderOfPicks(product), ids)
  const reps = await Promise.all(ids.map(async (id) => (await product.lead(id)).repId))
  assert.deepEqual([...new Set(reps)], ['jonas'])
  await assertNothingLostOrTwice(product.db)
})

test('a rep who goes away wakes nobody', async () => {
  await using product = await startTestProduct({ at: SATURDAY, documents: officeOnly() })
  const [id] = await waitingLeads(product, 1)
  assert.ok(id)

  const { body } = await product.api('PUT', '/v1/reps/jonas/presence', { presence: 'away' })

  assert.partialDeepStrictEqual(body, { resumed: 0 })
  assert.equal((await product.lead(id)).state, 'waiting')
})

test('when the shift begins the leads that wait are shared out', async () => {
  await using product = await startTestProduct({ at: SATURDAY, documents: officeOnly() })
  const ids = await waitingLeads(product, 6)

  await product.forward(MONDAY_MORNING.getTime() - product.clock().getTime())
  for (const id of ids) await product.decided(id, 'assigned')

  const reps = await Promise.all(ids.map(async (id) => (await product.lead(id)).repId))
  assert.ok(new Set(reps).size > 1)
  for (const id of ids) {
    const events = await product.events(id)
    assert.equal(events.filter((type) => type === 'LeadResumed').length, 1)
  }
  await assertNothingLostOrTwice(product.db)
})

const RULES_WITH_SOMEBODY = `
rules: []
fallback: [{ pool: around-the-clock }]
`

test('rules that are published send the leads that wait to whom they name', async () => {
  await using product = await startTestProduct({ at: SATURDAY, documents: officeOnly() })
  const ids = await waitingLeads(product, 10)

  const { status, body } = await product.api('POST', '/v1/config/apply', {
    files: [{ path: 'routing.yaml', text: RULES_WITH_SOMEBODY }],
  })
  for (const id of ids) await product.decided(id, 'assigned')

  assert.equal(status, 200)
  assert.partialDeepStrictEqual(body, { changed: ['routing'], resumed: 10 })
  assert.deepEqual(await inOrderOfPicks(product), ids)
  for (const id of ids) {
    const events = await product.events(id)
    assert.equal(events.filter((type) => type === 'LeadPutOnWaitingList').length, 1)
  }
})

test('a lead that comes while its rep comes online is not left waiting', async () => {
  await using product = await startTestProduct({ at: SATURDAY, documents: officeOnly() })
  const presences = ['online', 'away'] as const

  for (let round = 0; round < 15; round += 1) {
    const leads = Array.from({ length: 5 }, (_, person) =>
      product.submit('web-form', anInquiry(round * 5 + person)),
    )
    await product.api('PUT', '/v1/reps/jonas/presence', { presence: presences[round % 2] })
    await Promise.all(leads)
  }
  await product.api('PUT', '/v1/reps/jonas/presence', { presence: 'online' })

  await eventually('every lead to be assigned', async () => {
    const leads = await product.db.selectFrom('leads').select('state').execute()
    return leads.length === 75 && leads.every(({ state }) => state === 'assigned')
  })
})

test('a lead that came to wait by rules published meanwhile is found by the watchdog', async () => {
  await using product = await startTestProduct({
    at: SATURDAY,
    documents: officeOnly(),
    watchdog: true,
  })
  const [id] = await waitingLeads(product, 1)
  assert.ok(id)

  // As if its decision had committed just after the others had been sent on their way.
  await product.worker.configuration.apply(exampleCompany().documents, 'somebody else')
  await product.decided(id, 'assigned')

  const events = await product.db
    .selectFrom('leadEvents')
    .select('data')
    .where('type', '=', 'LeadResumed')
    .execute()
  assert.partialDeepStrictEqual(events, [{ data: { why: 'watchdog' } }])
})
