import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Client } from '@hubspot/api-client'
import {
  PropertyCreateFieldTypeEnum,
  PropertyCreateTypeEnum,
} from '@hubspot/api-client/lib/codegen/crm/properties/models/PropertyCreate.js'
import * as z from 'zod'
import { hubspotSandbox, SANDBOX_HUBSPOT_TOKEN } from '../../sandbox/hubspot-sandbox.ts'
import { hubspotCrm } from '../../src/adapters/hubspot/crm.ts'
import { HUBSPOT_PROPERTIES } from '../../src/adapters/hubspot/hubspot-fields.ts'
import { type ContactId, newId } from '../../src/domain/ids.ts'

const MARA = { id: '9001', email: 'mara@example.com' }
const TOVE = { email: 'tove@b.example', firstname: 'Tove', company: 'Nordlicht & Söhne' }
const OUR_ID = {
  name: 'our_id',
  label: 'Our id',
  description: 'Names the contact',
  groupName: 'contactinformation',
  type: PropertyCreateTypeEnum.String,
  fieldType: PropertyCreateFieldTypeEnum.Text,
  hasUniqueValue: true,
}

/** A sandbox portal, seen by HubSpot's own client. */
async function portal() {
  const hubspot = await hubspotSandbox({ owners: [MARA, { id: '9002', email: 'jon@example.com' }] })
  const client = (accessToken: string) => new Client({ accessToken, basePath: hubspot.url }).crm
  const crm = client(SANDBOX_HUBSPOT_TOKEN)
  const { basicApi: contacts, batchApi: batch } = crm.contacts
  return {
    hubspot,
    ...{ contacts, batch, properties: crm.properties.coreApi, owners: crm.owners.ownersApi },
    ...{ associations: crm.associations.v4.batchApi, objects: crm.objects.batchApi },
    intruder: client('pat-stolen').contacts.basicApi,
    ours: hubspotCrm({
      token: SANDBOX_HUBSPOT_TOKEN,
      baseUrl: hubspot.url,
      owners: { 'mara-lind': MARA.id },
    }),
    byProperty: (value: string, idProperty: string, names: string[]) =>
      contacts.getById(value, names, undefined, undefined, false, idProperty),
    [Symbol.asyncDispose]: hubspot.close,
  }
}

const row = (id: string, properties: Record<string, string>) => ({
  ...{ id, idProperty: OUR_ID.name, objectWriteTraceId: id, properties },
})

/** What HubSpot's client throws, as far as we look at it. */
const Failure = z.object({
  code: z.number(),
  headers: z.record(z.string(), z.string()),
  body: z.object({
    status: z.literal('error'),
    message: z.string(),
    correlationId: z.uuid(),
    category: z.string().optional(),
    policyName: z.string().optional(),
  }),
})

async function failureOf(call: Promise<unknown>) {
  const [outcome] = await Promise.allSettled([call])
  assert.equal(outcome.status, 'rejected')
  return Failure.parse(outcome.reason)
}

test("HubSpot's client creates a contact and reads it back whole", async () => {
  await using harness = await portal()

  const created = await harness.contacts.create({ properties: TOVE, associations: [] })

  const read = await harness.contacts.getById(created.id, Object.keys(TOVE))
  const { createdate, lastmodifieddate, hs_object_id, ...properties } = read.properties
  assert.deepEqual(properties, TOVE)
  assert.deepEqual(created.properties, read.properties)
  assert.deepEqual([hs_object_id, read.archived], [read.id, false])
  assert.deepEqual([new Date(createdate ?? ''), read.updatedAt], [read.createdAt, read.createdAt])
  assert.equal(lastmodifieddate, read.updatedAt.toISOString())
})

test("HubSpot's client reads of a duplicate that it is one, and of whom", async () => {
  await using harness = await portal()
  const { id } = await harness.contacts.create({ properties: TOVE, associations: [] })

  const failure = await failureOf(harness.contacts.create({ properties: TOVE, associations: [] }))

  assert.deepEqual([failure.code, failure.body.category], [409, 'CONFLICT'])
  assert.equal(failure.body.message, `Contact already exists. Existing ID: ${id}`)
})

test("HubSpot's client finds a contact by a unique property, and changes it", async () => {
  await using harness = await portal()
  const { id } = await harness.contacts.create({ properties: TOVE, associations: [] })
  const change = { properties: { jobtitle: 'CTO' } }

  const changed = await harness.contacts.update(TOVE.email, change, 'email')

  const read = await harness.byProperty(TOVE.email, 'email', ['firstname', 'jobtitle', 'phone'])
  const { firstname, jobtitle, phone } = read.properties
  assert.deepEqual([changed.id, read.id], [id, id])
  assert.deepEqual(
    { firstname, jobtitle, phone },
    { firstname: 'Tove', jobtitle: 'CTO', phone: null },
  )
  assert(read.updatedAt >= read.createdAt)
})

test("HubSpot's client reads who is unknown, what is invalid and which token is wrong", async () => {
  await using harness = await portal()
  const shoe = { properties: { shoe_size: '44' }, associations: [] }

  const failures = [
    await failureOf(harness.contacts.getById('4711')),
    await failureOf(harness.contacts.update('4711', { properties: { firstname: 'Jon' } })),
    await failureOf(harness.byProperty('nobody@b.example', 'email', [])),
    await failureOf(harness.contacts.create(shoe)),
    await failureOf(harness.intruder.create({ properties: TOVE, associations: [] })),
  ]

  assert.deepEqual(
    failures.map(({ code, body }) => `${code} ${body.category}`),
    [
      ...['404 OBJECT_NOT_FOUND', '404 OBJECT_NOT_FOUND', '404 OBJECT_NOT_FOUND'],
      ...['400 VALIDATION_ERROR', '401 INVALID_AUTHENTICATION'],
    ],
  )
})

test("HubSpot's client reads which limit was met, and when to come back", async () => {
  await using harness = await portal()
  harness.hubspot.behave({ status: 429, error: 'TEN_SECONDLY_ROLLING', retryAfterSeconds: 7 })

  const { code, headers, body } = await failureOf(harness.contacts.getById('4711'))

  assert.deepEqual([code, body.policyName], [429, 'TEN_SECONDLY_ROLLING'])
  assert.equal(headers['retry-after'], '7')
})

test("HubSpot's client defines a unique property once, and finds it", async () => {
  await using harness = await portal()

  const missing = await failureOf(harness.properties.getByName('contacts', OUR_ID.name))
  await harness.properties.create('contacts', OUR_ID)
  const again = await failureOf(harness.properties.create('contacts', OUR_ID))

  const found = await harness.properties.getByName('contacts', OUR_ID.name)
  const { name, label, description, groupName, type, fieldType, hasUniqueValue } = found
  const defined = { name, label, description, groupName, type, fieldType, hasUniqueValue }
  assert.deepEqual([missing.code, again.code], [404, 409])
  assert.deepEqual<unknown>(defined, OUR_ID)
  assert.deepEqual(found.options, [])
})

test("HubSpot's client upserts a batch: new rows, known ones and, apart, a bad one", async () => {
  await using harness = await portal()
  await harness.properties.create('contacts', OUR_ID)
  const tove = row('a', TOVE)

  const first = await harness.batch.upsert({ inputs: [tove] })
  const second = await harness.batch.upsert({ inputs: [tove, row('b', { firstname: 'Jon' })] })
  const third = await harness.batch.upsert({ inputs: [tove, row('c', { email: 'no address' })] })

  const rows = [first, second, third].map(({ results }) =>
    results.map(
      ({ objectWriteTraceId, _new }) => `${objectWriteTraceId} ${_new ? 'new' : 'known'}`,
    ),
  )
  assert.deepEqual(rows, [['a new'], ['a known', 'b new'], ['a known']])
  assert.equal(first.results[0]?.properties.our_id, 'a')
  assert(!Number.isNaN(first.completedAt.getTime()))
  assert('errors' in third && third.numErrors === 1)
  const [error, ...others] = third.errors ?? []
  assert.deepEqual(
    [error?.category, error?.context.objectWriteTraceId],
    ['VALIDATION_ERROR', ['c']],
  )
  assert.deepEqual(others, [])
})

test("HubSpot's client lists the owners, and finds one by address", async () => {
  await using harness = await portal()

  const all = await harness.owners.getPage()
  const { results } = await harness.owners.getPage(MARA.email)

  assert.equal(all.results.length, 2)
  const [{ id, email, type, archived } = assert.fail('nobody found')] = results
  assert.deepEqual({ id, email, type, archived }, { ...MARA, type: 'PERSON', archived: false })
})

test("what our adapter writes HubSpot's client reads, and the other way round", async () => {
  await using harness = await portal()
  const contactId = newId<ContactId>()
  const { email, firstname: firstName, company } = TOVE

  const { recordId } = await harness.ours.upsert(contactId, {
    ...{ email, firstName, company, ownerRepId: 'mara-lind' },
  })
  const read = await harness.byProperty(contactId, 'stl_contact_id', HUBSPOT_PROPERTIES)
  await harness.contacts.update(recordId, { properties: { jobtitle: 'CTO', company: '' } })

  const unset = { lastname: null, phone: null, jobtitle: null, country: null }
  const { createdate, lastmodifieddate, hs_object_id, ...properties } = read.properties
  assert.deepEqual(properties, { ...TOVE, ...unset, hubspot_owner_id: MARA.id })
  assert.deepEqual([read.id, hs_object_id], [recordId, recordId])
  assert.deepEqual(await harness.ours.read(contactId), {
    recordId,
    fields: { email, firstName, title: 'CTO', ownerRepId: 'mara-lind' },
  })
})

test("HubSpot's client finds what was logged with a contact, and reads it", async () => {
  await using harness = await portal()
  const { id } = await harness.contacts.create({ properties: TOVE, associations: [] })
  const at = '2026-03-02T14:30:00.000Z'
  const properties = { hs_timestamp: at, hubspot_owner_id: MARA.id, hs_call_status: 'COMPLETED' }
  const { activities } = harness.hubspot.received.portal
  const call = activities.log({ object: 'calls', contactIds: [id], properties })

  const { results } = await harness.associations.getPage('contacts', 'calls', { inputs: [{ id }] })
  const ids = results.flatMap(({ to }) => to.map(({ toObjectId }) => ({ id: toObjectId })))
  const asked = { inputs: ids, properties: Object.keys(properties), propertiesWithHistory: [] }
  const read = await harness.objects.read('calls', asked)

  assert.deepEqual(ids, [{ id: call.id }])
  assert.partialDeepStrictEqual(read.results, [{ id: call.id, properties }])
})
