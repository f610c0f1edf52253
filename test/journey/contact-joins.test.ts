import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hubspotSandbox, SANDBOX_HUBSPOT_TOKEN } from '../../sandbox/hubspot-sandbox.ts'
import type { LeadId } from '../../src/domain/ids.ts'
import { eventually } from '../support/eventually.ts'
import { startTestProduct, type TestProduct } from '../support/test-product.ts'

/** A Monday morning in Oslo: everybody of the EMEA pool is at work. */
const MONDAY = '2026-11-23T09:00:00Z'

const KARI = {
  ...{ email: 'kari@fjordtech.no', first_name: 'Kari', title: 'Buyer' },
  ...{ company: 'Fjordtech', country: 'NO', message: 'Please call me' },
}
const PRIVATE = { ...KARI, email: 'kari.nordmann@gmail.com', first_name: 'K.', title: 'CTO' }

async function withHubspot() {
  const hubspot = await hubspotSandbox()
  const token = `demo:${SANDBOX_HUBSPOT_TOKEN}`
  const product = await startTestProduct({
    at: MONDAY,
    settings: { hubspotBaseUrl: hubspot.url },
    documents: { crm: { kind: 'hubspot', token, owners: {} } },
  })
  return {
    product,
    /** What HubSpot says of each address. */
    records: () =>
      new Map(
        [...hubspot.received.portal.contacts.values()].map(({ properties }) => [
          properties.email,
          properties.jobtitle,
        ]),
      ),
    async [Symbol.asyncDispose]() {
      await product[Symbol.asyncDispose]()
      await hubspot.close()
    },
  }
}

async function inquiry(product: TestProduct, fields: Record<string, string>) {
  const id = await product.submit('web-form', fields)
  await product.decided(id)
  await settled(product)
  const { contactId, repId, assignmentId } = await product.lead(id)
  return { id, contactId, repId, assignmentId }
}

const settled = ({ db }: TestProduct) =>
  eventually('all tasks that are due to be done', async () => {
    const open = db.selectFrom('tasks').select('id').where('state', '=', 'open')
    return (await open.where('dueAt', 'is', null).execute()).length === 0
  })

type Joined = { readonly joinId: string; readonly contactId: string }

async function join(product: TestProduct, one: string | undefined, other: string | undefined) {
  const { status, body } = await product.api('POST', `/v1/contacts/${one}/join`, { with: other })
  assert.equal(status, 200, JSON.stringify(body))
  await settled(product)
  return body as Joined
}

test('a joined person has one owner, and each CRM record its own address', async () => {
  await using company = await withHubspot()
  const { product, records } = company
  const office = await inquiry(product, KARI)
  const home = await inquiry(product, PRIVATE)
  assert.notEqual(office.contactId, home.contactId)

  const { joinId } = await join(product, office.contactId, home.contactId)

  const again = await inquiry(product, { ...PRIVATE, message: 'Still waiting' })
  assert.equal(again.contactId, office.contactId)
  assert.equal(again.repId, office.repId)
  assert.deepEqual([...records()].sort(), [
    [PRIVATE.email, 'CTO'],
    [KARI.email, 'CTO'],
  ])

  const split = await product.api('POST', `/v1/contacts/${office.contactId}/split`, { joinId })
  await settled(product)

  assert.equal(split.status, 200)
  assert.deepEqual([...records()].sort(), [
    [PRIVATE.email, 'CTO'],
    [KARI.email, 'Buyer'],
  ])
  const { body } = await product.api('GET', `/v1/contacts/${home.contactId}`)
  const { leadIds, ownerRepId } = body as { leadIds: string[]; ownerRepId: string }
  assert.deepEqual(new Set(leadIds), new Set([home.id, again.id]))
  assert.equal(ownerRepId, home.repId)
})

test('the rep who keeps a lead of somebody else’s person is told, and acts on it as before', async () => {
  await using product = await startTestProduct({ at: MONDAY })
  const office = await inquiry(product, KARI)
  const home = await inquiry(product, PRIVATE)
  assert.notEqual(office.repId, home.repId)

  await join(product, office.contactId, home.contactId)

  const alerts = await product.db
    .selectFrom('notifications')
    .select(['leadId', 'repId', 'occasion', 'title'])
    .where('occasion', '=', 'joined')
    .execute()
  const title = 'K. from Fjordtech has another rep'
  const { id: leadId, repId } = home
  assert.ok(alerts.length > 0)
  for (const alert of alerts) {
    assert.deepEqual(alert, { leadId, repId, occasion: 'joined', title })
  }
  const { status } = await product.api('POST', `/v1/leads/${leadId}/acknowledge`)
  assert.equal(status, 200)
  assert.ok((await product.events(leadId as LeadId)).includes('ContactChanged'))
})
