import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LeadId } from '../../src/domain/ids.ts'
import { eventually } from '../support/eventually.ts'
import { startTestProduct, type TestProduct } from '../support/test-product.ts'

/** A Monday morning in Oslo: everybody of the EMEA pool is at work. */
const MONDAY = '2026-11-23T09:00:00Z'

const suspicious = {
  email: 'kari@mailinator.com',
  first_name: 'Kari',
  country: 'NO',
  message: 'Please call me about a demo',
}

async function quarantined(product: TestProduct) {
  const id = await product.submit('web-form', suspicious)
  await product.decided(id, 'quarantined')
  return { id, item: await openItemOf(product, id) }
}

async function openItemOf({ api }: TestProduct, id: LeadId): Promise<string> {
  const { body } = await api('GET', '/v1/reviews?state=open')
  const { items } = body as { items: { id: string; leadId: string; kind: string }[] }
  const item = items.find(({ leadId }) => leadId === id)
  assert.equal(item?.kind, 'quarantined-lead')
  return item.id
}

test('a quarantined lead that a person releases travels on to a rep', async () => {
  await using product = await startTestProduct({ at: MONDAY })
  const { id, item } = await quarantined(product)
  const waiting = await product.lead(id)

  const { status } = await product.api('POST', `/v1/reviews/${item}/resolve`, {
    resolution: 'release',
  })
  const lead = await product.decided(id, 'assigned')
  await eventually('the CRM record', async () => {
    const records = await product.db.selectFrom('crmContacts').select('id').execute()
    return records.length === 1
  })

  assert.equal(status, 200)
  assert.deepEqual(await product.events(id).then((events) => events.slice(0, 6)), [
    'LeadCaptured',
    'LeadQuarantined',
    'LeadReleased',
    'PersonCompared',
    'ContactIdentified',
    'LeadEnriched',
  ])
  assert.deepEqual(lead.decidedAt, waiting.decidedAt)
  assert.deepEqual(lead.skippedStages, [])
})

test('a lead released hours later gets a whole journey of time: nothing is skipped', async () => {
  await using product = await startTestProduct({ at: MONDAY })
  const { id, item } = await quarantined(product)

  await product.forward(2 * 60 * 60_000)
  await product.api('POST', `/v1/reviews/${item}/resolve`, { resolution: 'release' })
  const lead = await product.decided(id, 'assigned')

  assert.deepEqual(lead.skippedStages, [])
  assert.ok(!(await product.events(id)).includes('StageSkipped'))
})

test('a quarantined lead that a person rejects stays rejected, and nobody is told', async () => {
  await using product = await startTestProduct({ at: MONDAY })
  const { id, item } = await quarantined(product)

  await product.api('POST', `/v1/reviews/${item}/resolve`, { resolution: 'reject' })
  const second = await product.api('POST', `/v1/reviews/${item}/resolve`, { resolution: 'release' })

  const lead = await product.lead(id)
  assert.equal(lead.state, 'rejected')
  assert.equal(lead.contactId, undefined)
  assert.equal(second.status, 409)
  assert.deepEqual(await product.events(id), ['LeadCaptured', 'LeadQuarantined', 'LeadRejected'])
  assert.deepEqual(await product.db.selectFrom('tasks').selectAll().execute(), [])
  assert.deepEqual(await product.db.selectFrom('contacts').selectAll().execute(), [])
})

test('of two decisions at once one stands, and the lead travels once', async () => {
  await using product = await startTestProduct({ at: MONDAY })
  const { id, item } = await quarantined(product)

  const answers = await Promise.all(
    ['release', 'release', 'release'].map((resolution) =>
      product.api('POST', `/v1/reviews/${item}/resolve`, { resolution }),
    ),
  )
  await product.decided(id, 'assigned')

  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409])
  const events = await product.events(id)
  assert.equal(events.filter((type) => type === 'LeadReleased').length, 1)
  assert.equal(events.filter((type) => type === 'LeadAssigned').length, 1)
})
