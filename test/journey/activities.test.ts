import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ActivityObject } from '../../sandbox/hubspot-activities.ts'
import { hubspotSandbox, SANDBOX_HUBSPOT_TOKEN } from '../../sandbox/hubspot-sandbox.ts'
import { SlaDocument } from '../../src/domain/documents/sla.ts'
import type { LeadId } from '../../src/domain/ids.ts'
import { aSource } from '../support/a-gateway.ts'
import { eventually } from '../support/eventually.ts'
import { exampleCompany } from '../support/example-company.ts'
import { startTestProduct, type TestProduct } from '../support/test-product.ts'
import { vendorProof } from '../support/vendor-proof.ts'

/** A Monday morning in Oslo: everybody of the EMEA pool is at work. */
const MONDAY = '2026-11-23T09:00:00Z'
const MINUTE = 60_000
const APP_SECRET = 'secret-of-the-app'

const anInquiry = (first_name: string) => ({
  ...{ email: `${first_name.toLowerCase()}@fjordtech.no`, first_name },
  ...{ company: 'Fjordtech AS', country: 'NO', message: 'Please call me about a demo' },
})

/** A company that works in HubSpot, where each rep is an owner. */
async function companyOnHubspot() {
  const { sla, teams, sources } = exampleCompany().documents
  const app = aSource({ key: 'hubspot', kind: 'hubspot', secret: `demo:${APP_SECRET}` })
  const owners = Object.fromEntries(teams.reps.map(({ id }, index) => [id, `${9_001 + index}`]))
  const hubspot = await hubspotSandbox({
    owners: Object.values(owners).map((id) => ({ id, email: `${id}@example.com` })),
  })
  const steps = [
    { afterMinutes: 10, do: 'tell-standby' },
    { afterMinutes: 60, do: 'reassign' },
  ]
  const policies = [{ id: 'all', steps }]
  const product = await startTestProduct({
    at: MONDAY,
    settings: { hubspotBaseUrl: hubspot.url },
    documents: {
      crm: { kind: 'hubspot', token: `demo:${SANDBOX_HUBSPOT_TOKEN}`, owners },
      sla: SlaDocument.parse({ ...sla, policies }),
      sources: { ...sources, sources: [...sources.sources, app] },
    },
  })
  const { activities } = hubspot.received.portal
  return {
    ...{ hubspot, product, activities },
    log(object: ActivityObject, lead: Offered, repId: string | undefined, more: object = {}) {
      const properties = { hubspot_owner_id: repId === undefined ? '9999' : (owners[repId] ?? '') }
      const at = product.clock().toISOString()
      const contactIds = [lead.recordId]
      activities.log({
        object,
        contactIds,
        properties: { hs_timestamp: at, ...properties, ...more },
      })
      return at
    },
    /** Has the app at HubSpot tell that something was logged, without saying with whom. */
    async tell(objectTypeId: string) {
      const body = Buffer.from(
        JSON.stringify([{ objectId: 77, subscriptionType: 'object.creation', objectTypeId }]),
      )
      const path = '/v1/capture/hubspot'
      const url = `${product.worker.config.publicUrl}${path}`
      const proof = { body, secret: APP_SECRET, at: product.clock(), url }
      const headers = { 'content-type': 'application/json', ...vendorProof('hubspot', proof) }
      assert.equal(
        (await fetch(`${product.url}${path}`, { method: 'POST', headers, body })).status,
        200,
      )
    },
    /** Has the CRM looked at once more, to the end. */
    async look() {
      const before = await dueAt(product)
      await product.forward(MINUTE)
      await eventually('another look at the CRM', async () => {
        const after = await dueAt(product)
        return after !== undefined && (before === undefined || after > before)
      })
    },
    async [Symbol.asyncDispose]() {
      await product[Symbol.asyncDispose]()
      await hubspot.close()
    },
  }
}

const dueAt = async ({ db }: TestProduct) =>
  (
    await db
      .selectFrom('activityWatches')
      .select('dueAt')
      .where('holder', 'is', null)
      .executeTakeFirst()
  )?.dueAt

type Offered = { readonly id: LeadId; readonly repId: string; readonly recordId: string }

async function offered(product: TestProduct, name: string): Promise<Offered> {
  const id = await product.submit('web-form', anInquiry(name))
  const { repId = '', contactId = '' } = await product.decided(id, 'assigned')
  const { recordId } = await eventually('the record in the CRM', () =>
    product.db
      .selectFrom('crmLinks')
      .select('recordId')
      .where('contactId', '=', contactId as never)
      .where('recordId', '<>', '')
      .executeTakeFirst(),
  )
  return { id, repId, recordId }
}

const factsOf = async (product: TestProduct, { id }: Offered) => {
  const { repId, acknowledgedAt, firstContactAt } = await product.lead(id)
  return [repId, acknowledgedAt !== undefined, firstContactAt?.toISOString()]
}

const inboxOf = (product: TestProduct, repId: string) =>
  product.db
    .selectFrom('notifications')
    .select('title')
    .where('repId', '=', repId as never)
    .where('occasion', '=', 'contacted')
    .where('state', '=', 'accepted')
    .execute()

test('what the rep logs is the first contact, at the time it was made, and takes the lead', async () => {
  await using company = await companyOnHubspot()
  const { product, log } = company
  const kari = await offered(product, 'Kari')
  const early = new Date(product.clock().getTime() - 5 * MINUTE).toISOString()
  const [ola, liv] = [await offered(product, 'Ola'), await offered(product, 'Liv')]
  await product.api('POST', `/v1/leads/${ola.id}/acknowledge`)
  const late = new Date(product.clock().getTime() + 2 * MINUTE).toISOString()

  // Neither what is older than the lead, nor what is planned or cancelled, nor what she wrote is a contact.
  log('calls', liv, liv.repId, { hs_timestamp: early })
  log('calls', liv, liv.repId, { hs_call_status: 'CANCELED' })
  log('emails', liv, liv.repId, { hs_email_direction: 'INCOMING_EMAIL' })
  log('meetings', liv, liv.repId, { hs_meeting_start_time: late })
  const called = log('calls', kari, kari.repId, { hs_call_status: 'COMPLETED' })
  const wrote = log('emails', ola, ola.repId, { hs_email_direction: 'EMAIL' })
  await company.look()
  assert.deepEqual(await factsOf(product, liv), [liv.repId, false, undefined])
  log('calls', kari, kari.repId)
  await product.forward(MINUTE)
  await company.look()

  assert.deepEqual(await factsOf(product, liv), [liv.repId, true, late])
  assert.deepEqual(await factsOf(product, kari), [kari.repId, true, called])
  assert.deepEqual(await factsOf(product, ola), [ola.repId, true, wrote])
  const { body } = await product.api('GET', `/v1/leads/${kari.id}/journey`)
  const { steps } = body as { steps: { type: string; data: Record<string, unknown> }[] }
  const made = steps.filter(({ type }) => /Acknowledged|FirstContact/.test(type))
  assert.deepEqual(
    made.map(({ type, data }) => [type, data.via, data.byRepId ?? data.how]),
    [
      ['AssignmentAcknowledged', 'hubspot', kari.repId],
      ['FirstContactMade', 'hubspot', 'call'],
    ],
  )
})

test('whoever was told of the lead takes it over by a call; of anybody else its rep is told', async () => {
  await using company = await companyOnHubspot()
  const { product, log } = company
  const kari = await offered(product, 'Kari')
  const ola = await offered(product, 'Ola')
  await product.forward(10 * MINUTE)
  const standby = await eventually('the standby of Kari', async () => {
    const { escalation } = await product.lead(kari.id)
    return escalation.toldRepIds[0]
  })
  const told = await eventually('the standby of Ola', async () => {
    const { escalation } = await product.lead(ola.id)
    return escalation.toldRepIds.length > 0 && escalation.toldRepIds
  })
  const stranger = exampleCompany().documents.teams.reps.find(
    ({ id }) => id !== ola.repId && !told.some((repId) => repId === id),
  )

  const called = log('calls', kari, standby)
  const met = log('meetings', ola, stranger?.id, { hs_meeting_outcome: 'COMPLETED' })
  await company.look()

  assert.deepEqual(await factsOf(product, kari), [standby, true, called])
  assert.deepEqual(await factsOf(product, ola), [ola.repId, false, met])
  const titles = await eventually('its rep to be told', async () => {
    const inbox = await inboxOf(product, ola.repId)
    return inbox.length > 0 && inbox
  })
  assert.deepEqual(titles, [{ title: `${stranger?.name} has met Ola from Fjordtech AS` }])
  await product.forward(120 * MINUTE)
  const accepted = await product.api('POST', `/v1/leads/${ola.id}/acknowledge`)
  assert.equal(accepted.status, 200)
})

test('what an app at HubSpot tells of is looked for at once, and makes no lead', async () => {
  await using company = await companyOnHubspot()
  const { product, log } = company
  const kari = await offered(product, 'Kari')
  await company.look()
  const never = new Date(product.clock().getTime() + 24 * 60 * MINUTE)
  await product.db.updateTable('activityWatches').set({ dueAt: never }).execute()
  const called = log('calls', kari, kari.repId, { hs_call_status: 'COMPLETED' })

  await company.tell('0-48')
  await product.forward(5_000)

  await eventually('the first contact', async () => (await product.lead(kari.id)).firstContactAt)
  assert.deepEqual(await factsOf(product, kari), [kari.repId, true, called])
  const leads = await product.db.selectFrom('leads').select('sourceKey').execute()
  assert.deepEqual(
    leads.map(({ sourceKey }) => sourceKey),
    ['web-form'],
  )
})

test('while the CRM is down or has revoked our token nothing is lost, and a person is told', async () => {
  await using company = await companyOnHubspot()
  const { product, log, hubspot, activities } = company
  const kari = await offered(product, 'Kari')
  const called = log('calls', kari, kari.repId)
  const alarms = async () =>
    (await product.db.selectFrom('activityWatches').select('alarm').execute()).map(
      ({ alarm }) => alarm,
    )

  hubspot.behave({ status: 500 })
  await company.look()
  assert.deepEqual(await alarms(), [null])
  hubspot.behave({ status: 401 })
  await company.look()
  assert.deepEqual(await alarms(), ['hubspot-denied'])
  hubspot.behave({})
  activities.denied.add('emails')
  await product.forward(10 * MINUTE)
  await company.look()

  assert.deepEqual(await factsOf(product, kari), [kari.repId, true, called])
  assert.deepEqual(await alarms(), ['crm-activities-denied'])
})
