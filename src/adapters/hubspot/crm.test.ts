import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isFault } from '../../../sandbox/hubspot-portal.ts'
import { hubspotSandbox, SANDBOX_HUBSPOT_TOKEN } from '../../../sandbox/hubspot-sandbox.ts'
import { remoteCrmContract } from '../../../test/contracts/crm-contract.ts'
import { type Fault, PATIENT_MS, unavailable } from '../../../test/contracts/fault.ts'
import { httpBehaviour } from '../../../test/support/arrange-fault.ts'
import { Refused } from '../../domain/failure.ts'
import { type ContactId, newId } from '../../domain/ids.ts'
import type { CrmFields } from '../../ports/crm.ts'
import { hubspotCrm } from './crm.ts'
import { propertiesFrom } from './hubspot-fields.ts'
import { existingRecordId, upsertedRow } from './hubspot-replies.ts'

const OWNERS = { 'mara-lind': '9001', 'jon-falk': '9002' }

async function portalWithUs(timeLimitMs = PATIENT_MS) {
  const hubspot = await hubspotSandbox({
    owners: [...Object.values(OWNERS), '9777'].map((id) => ({ id, email: `${id}@example.com` })),
  })
  const { portal } = hubspot.received
  const crm = (token: string) =>
    hubspotCrm({ token, baseUrl: hubspot.url, owners: OWNERS, timeLimitMs })
  return {
    hubspot,
    portal,
    crm: crm(SANDBOX_HUBSPOT_TOKEN),
    another: crm(SANDBOX_HUBSPOT_TOKEN),
    intruder: crm('pat-stolen'),
    onTheClock: (now: Date) =>
      hubspotCrm({
        token: SANDBOX_HUBSPOT_TOKEN,
        baseUrl: hubspot.url,
        owners: OWNERS,
        clock: () => now,
      }),
    records: async () => portal.contacts.size,
    async edit(contactId: ContactId, fields: CrmFields) {
      const found = portal.find(contactId, 'stl_contact_id')
      assert(!isFault(found))
      portal.update(found.id, propertiesFrom(fields, OWNERS))
    },
    fail: (fault: Fault | undefined) => hubspot.behave(httpBehaviour(fault)),
    [Symbol.asyncDispose]: hubspot.close,
  }
}

remoteCrmContract('hubspotCrm', portalWithUs)

test('the first use creates the unique property, later ones find it', async () => {
  await using harness = await portalWithUs()
  assert.equal(harness.portal.properties.has('stl_contact_id'), false)

  await Promise.all([harness.crm.upsert(newId(), {}), harness.another.upsert(newId(), {})])
  const callsBefore = harness.hubspot.received.calls
  await harness.crm.upsert(newId(), { firstName: 'Tove' })

  assert.equal(harness.portal.properties.get('stl_contact_id')?.hasUniqueValue, true)
  assert.equal(harness.hubspot.received.calls, callsBefore + 1)
})

test('set-up that failed is tried again by the next call', async () => {
  await using harness = await portalWithUs()
  harness.fail('internal-error')
  await unavailable(harness.crm.upsert(newId(), {}))

  harness.fail(undefined)
  await harness.crm.upsert(newId(), {})

  assert.equal(await harness.records(), 1)
})

test('a property of that name that is not unique is refused: records would double', async () => {
  await using harness = await portalWithUs()
  harness.portal.properties.set('stl_contact_id', { name: 'stl_contact_id', hasUniqueValue: false })

  await refusedAs(harness.crm.upsert(newId(), {}), 'hubspot-property-unusable')

  assert.equal(await harness.records(), 0)
})

test('a record HubSpot already has under the e-mail is taken over, other values untouched', async () => {
  await using harness = await portalWithUs()
  const contactId = newId<ContactId>()
  const before = harness.portal.create({ email: 'tove@nordlicht.example', phone: '+4681234567' })
  assert(!isFault(before))

  const written = await harness.crm.upsert(contactId, {
    email: 'Tove@nordlicht.example',
    firstName: 'Tove',
  })

  assert.deepEqual(written, { recordId: before.id, created: false })
  assert.deepEqual((await harness.crm.read(contactId))?.fields, {
    email: 'tove@nordlicht.example',
    phone: '+4681234567',
    firstName: 'Tove',
  })
})

test('a record of another contact of ours is never taken over', async () => {
  await using harness = await portalWithUs()
  await harness.crm.upsert(newId(), { email: 'tove@nordlicht.example', firstName: 'Tove' })

  const second = harness.crm.upsert(newId(), { email: 'tove@nordlicht.example', firstName: 'Max' })

  await refusedAs(second, 'hubspot-contact-taken')
  assert.equal(await harness.records(), 1)
})

test('a contact with a record of its own does not take over a second one', async () => {
  await using harness = await portalWithUs()
  const contactId = newId<ContactId>()
  await harness.crm.upsert(contactId, { email: 'tove@nordlicht.example' })
  harness.portal.create({ email: 'tove@private.example' })

  const moved = harness.crm.upsert(contactId, { email: 'tove@private.example' })

  await refusedAs(moved, 'hubspot-contact-taken')
})

test('a value HubSpot finds invalid is refused', async () => {
  await using harness = await portalWithUs()

  await refusedAs(harness.crm.upsert(newId(), { email: 'no address' }), 'hubspot-rejected')
})

test('reps are written as their owner ids, and read back as reps', async () => {
  await using harness = await portalWithUs()
  const contactId = newId<ContactId>()

  const { recordId } = await harness.crm.upsert(contactId, { ownerRepId: 'jon-falk' })

  assert.equal(harness.portal.contacts.get(recordId)?.properties.hubspot_owner_id, '9002')
  assert.equal((await harness.crm.read(contactId))?.fields.ownerRepId, 'jon-falk')
})

test('a rep without an owner id leaves the owner alone', async () => {
  await using harness = await portalWithUs()
  const contactId = newId<ContactId>()
  await harness.crm.upsert(contactId, { ownerRepId: 'jon-falk' })

  await harness.crm.upsert(contactId, { ownerRepId: 'new-hire', title: 'CTO' })

  const record = await harness.crm.read(contactId)
  assert.deepEqual(record?.fields, { ownerRepId: 'jon-falk', title: 'CTO' })
})

test('an owner who is none of our reps is seen as somebody else', async () => {
  await using harness = await portalWithUs()
  const contactId = newId<ContactId>()
  const { recordId } = await harness.crm.upsert(contactId, { ownerRepId: 'jon-falk' })

  harness.portal.update(recordId, { hubspot_owner_id: '9777' })

  assert.equal((await harness.crm.read(contactId))?.fields.ownerRepId, 'hubspot:9777')
})

const policies = { SECONDLY: 1, TEN_SECONDLY_ROLLING: 10, DAILY: 3_600, A_NEW_ONE: 10 }
for (const [policy, seconds] of Object.entries(policies)) {
  test(`the limit ${policy} is waited out for ${seconds} s`, async () => {
    await using harness = await portalWithUs()
    const now = new Date('2026-03-02T14:30:00Z')
    harness.hubspot.behave({ status: 429, error: policy })

    const failure = await unavailable(harness.onTheClock(now).upsert(newId(), {}))

    assert.equal(failure.notBefore?.getTime(), now.getTime() + seconds * 1_000)
  })
}

const locks = [
  { status: 423, retryAfterSeconds: undefined, seconds: 2 },
  { status: 477, retryAfterSeconds: 30, seconds: 30 },
]
for (const { status, retryAfterSeconds, seconds } of locks) {
  test(`status ${status} passes by itself, here after ${seconds} s`, async () => {
    await using harness = await portalWithUs()
    const now = new Date('2026-03-02T14:30:00Z')
    harness.hubspot.behave({ status, ...(retryAfterSeconds && { retryAfterSeconds }) })

    const failure = await unavailable(harness.onTheClock(now).upsert(newId(), {}))

    assert.equal(failure.code, 'hubspot-locked')
    assert.equal(failure.notBefore?.getTime(), now.getTime() + seconds * 1_000)
  })
}

test('a conflict that fails the whole batch names the record as one in a row does', () => {
  const fault = { category: 'CONFLICT', message: 'Contact already exists. Existing ID: 4711' }
  const answers = [
    { status: 409, body: { status: 'error', ...fault } },
    { status: 207, body: { results: [], numErrors: 1, errors: [{ status: 'error', ...fault }] } },
  ]

  for (const { status, body } of answers) {
    const row = upsertedRow({ status, body, header: () => undefined })
    assert(!('id' in row))
    assert.equal(existingRecordId(row), '4711')
  }
})

test('an answer in an unknown shape may have been a success', async () => {
  const reply = { status: 200, body: { results: 'none' }, header: () => undefined }

  const failure = await unavailable((async () => upsertedRow(reply))())

  assert.deepEqual([failure.code, failure.mayHaveHappened], ['hubspot-unreadable', true])
})

/** Fails unless the work is refused with that code. */
async function refusedAs(work: Promise<unknown>, code: string): Promise<void> {
  const [outcome] = await Promise.allSettled([work])
  assert(outcome.status === 'rejected' && outcome.reason instanceof Refused)
  assert.equal(outcome.reason.code, code)
}
