import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { LeadId } from '../../src/domain/ids.ts'
import { JOURNEY_MS } from '../../src/domain/lead.ts'
import { eventually } from '../support/eventually.ts'
import { assertNothingLostOrTwice } from '../support/nothing-twice.ts'
import { sumOfEvents } from '../support/sum-of-events.ts'
import { startTestProduct, type TestProduct } from '../support/test-product.ts'

/** A Monday morning in Oslo: everybody of the EMEA pool is at work. */
const MONDAY = '2026-11-23T09:00:00Z'
const HOUR_MS = 3_600_000

type Replayed = {
  readonly effect: string
  readonly leads: readonly { leadId?: string; effect: string; why?: string; fields?: string[] }[]
}

/** Has the source `web-form` read these names as fields of ours from now on. */
async function mapFields({ api }: TestProduct, fieldMap: Record<string, string[]>) {
  const source = { key: 'web-form', name: 'Form', kind: 'form', defaultCountry: 'NO', fieldMap }
  const text = JSON.stringify({ sources: [source] })
  const { status, body } = await api('POST', '/v1/config/apply', {
    files: [{ path: 'sources.yaml', text }],
  })
  assert.equal(status, 200, JSON.stringify(body))
}

async function deliveryOf({ api }: TestProduct, lead: LeadId): Promise<string> {
  const { body } = await api('GET', `/v1/deliveries?lead=${lead}`)
  const { items } = body as { items: { id: string; leadIds: string[] }[] }
  assert.deepEqual(
    items.map(({ leadIds }) => leadIds),
    [[lead]],
  )
  return items[0]?.id ?? ''
}

async function replay({ api }: TestProduct, delivery: string, dryRun = false): Promise<Replayed> {
  const { status, body } = await api('POST', `/v1/deliveries/${delivery}/replay`, { dryRun })
  assert.equal(status, 200, JSON.stringify(body))
  return body as Replayed
}

async function assertAddsUp(product: TestProduct, id: LeadId) {
  await eventually('the lead to be the sum of its events', async () => {
    const lead = await product.lead(id)
    const sum = await sumOfEvents(product, lead)
    // An event that came between the two looks.
    if (sum.version !== lead.version) return false
    assert.deepEqual(sum, lead)
    return true
  })
  await assertNothingLostOrTwice(product.db)
}

const taskCount = async ({ db }: TestProduct) =>
  (await db.selectFrom('tasks').select('id').execute()).length

describe('a replay', { concurrency: 2 }, () => {
  test('brings a lead to a rep that nobody could be answered by, with time of its own', async () => {
    await using product = await startTestProduct({ at: MONDAY })
    await mapFields(product, {})
    const id = await product.submit('web-form', {
      kundens_adresse: 'kari@fjordtech.no',
      country: 'NO',
    })
    const rejected = await product.decided(id, 'rejected')
    const delivery = await deliveryOf(product, id)
    await product.forward(2 * HOUR_MS)
    await mapFields(product, { email: ['kundens_adresse'] })

    const dry = await replay(product, delivery, true)
    assert.equal((await product.lead(id)).version, rejected.version)
    const first = await replay(product, delivery)
    const lead = await product.decided(id, 'assigned')
    const again = await replay(product, delivery)

    assert.deepEqual(dry, first)
    assert.deepEqual(first.leads, [{ leadId: id, effect: 'changed', fields: ['answers', 'email'] }])
    assert.equal(again.effect, 'unchanged')
    assert.deepEqual(lead.decidedAt, rejected.decidedAt)
    assert.ok(lead.deadlineAt.getTime() >= lead.receivedAt.getTime() + 2 * HOUR_MS + JOURNEY_MS)
    assert.deepEqual(lead.skippedStages, [])
    assert.deepEqual((await product.events(id)).slice(0, 4), [
      'LeadCaptured',
      'LeadRejected',
      'LeadReplayed',
      'LeadValidated',
    ])
    assert.equal((await product.db.selectFrom('leads').select('id').execute()).length, 1)
    await assertAddsUp(product, id)
  })

  test('of a lead that has a rep completes it, and offers it to nobody again', async () => {
    await using product = await startTestProduct({ at: MONDAY })
    await mapFields(product, {})
    const id = await product.submit('web-form', {
      ...{ email: 'kari@fjordtech.no', betrieb: 'Fjordtech AS', mobil_nr: '22123456' },
      ...{ name: 'Kari Nordmann', country: 'NO' },
    })
    const assigned = await product.decided(id, 'assigned')
    const delivery = await deliveryOf(product, id)
    await mapFields(product, { company: ['betrieb'], phone: ['mobil_nr'] })

    const first = await replay(product, delivery)
    const tasks = await taskCount(product)
    const again = await replay(product, delivery)

    assert.deepEqual(first.leads, [
      { leadId: id, effect: 'decided', fields: ['answers', 'company', 'phone'] },
    ])
    assert.deepEqual(again.leads, [{ leadId: id, effect: 'unchanged' }])
    assert.equal(await taskCount(product), tasks)
    const lead = await product.lead(id)
    assert.deepEqual(
      [lead.state, lead.repId, lead.assignmentId],
      [...['assigned', assigned.repId, assigned.assignmentId]],
    )
    assert.equal(lead.parts.findings?.phone, '+4722123456')
    const offers = await product.db.selectFrom('assignments').select('id').execute()
    assert.equal(offers.length, 1)
    const contact = await product.db.selectFrom('contacts').selectAll().executeTakeFirstOrThrow()
    assert.partialDeepStrictEqual(contact.fields, { company: 'Fjordtech AS', phone: '+4722123456' })
    assert.equal(contact.leadCount, 1)
    const phone = await product.db
      .selectFrom('identities')
      .selectAll()
      .where('kind', '=', 'phone')
      .executeTakeFirstOrThrow()
    assert.equal(phone.contactId, contact.id)
    await eventually('the CRM to have the company', async () => {
      const [record] = await product.db.selectFrom('crmContacts').select('fields').execute()
      return (record?.fields as { company?: string } | undefined)?.company === 'Fjordtech AS'
    })
    await assertAddsUp(product, id)
  })

  test('of a quarantined lead takes it from whoever was to look at it', async () => {
    await using product = await startTestProduct({ at: MONDAY })
    await mapFields(product, {})
    const id = await product.submit('web-form', {
      ...{ email: 'kari@mailinator.com', arbeidsadresse: 'kari@fjordtech.no', country: 'NO' },
    })
    await product.decided(id, 'quarantined')
    const delivery = await deliveryOf(product, id)
    await mapFields(product, { email: ['arbeidsadresse'], message: ['email'] })

    const done = await replay(product, delivery)
    await product.decided(id, 'assigned')

    assert.equal(done.effect, 'changed')
    const open = await product.api('GET', '/v1/reviews?state=open')
    assert.deepEqual((open.body as { items: unknown[] }).items, [])
    await assertAddsUp(product, id)
  })

  test('what a person rejected stays rejected, and what they let through goes on', async () => {
    await using product = await startTestProduct({ at: MONDAY })
    await mapFields(product, {})
    const ids: LeadId[] = []
    for (const [index, resolution] of ['reject', 'release'].entries()) {
      const email = `kari${index}@mailinator.com`
      const id = await product.submit('web-form', { email, betrieb: 'Fjordtech AS', country: 'NO' })
      await product.decided(id, 'quarantined')
      const { body } = await product.api('GET', '/v1/reviews?state=open')
      const [item] = (body as { items: { id: string }[] }).items
      await product.api('POST', `/v1/reviews/${item?.id}/resolve`, { resolution })
      await product.decided(id, resolution === 'reject' ? 'rejected' : 'assigned')
      ids.push(id)
    }
    const [rejected, released] = ids as [LeadId, LeadId]
    // Applying documents would set it going by itself.
    await mapFields(product, { company: ['betrieb'] })
    await product.db
      .updateTable('leads')
      .set({ state: 'waiting', repId: null, assignmentId: null })
      .where('id', '=', released)
      .execute()
    await product.db.deleteFrom('assignments').where('leadId', '=', released).execute()
    const effects = [
      (await replay(product, await deliveryOf(product, rejected))).effect,
      (await replay(product, await deliveryOf(product, released))).effect,
    ]

    await product.decided(released, 'assigned')
    assert.equal((await product.lead(rejected)).state, 'rejected')
    assert.equal((await product.lead(rejected)).parts.form.company, 'Fjordtech AS')
    assert.deepEqual(effects, ['decided', 'changed'])
    const events = await product.events(released)
    assert.equal(events.filter((type) => type === 'LeadQuarantined').length, 1)
  })

  test('a lead that was taken for another person is found out anew, and counted once', async () => {
    await using product = await startTestProduct({ at: MONDAY })
    await mapFields(product, {})
    const other = await product.submit('web-form', { email: 'ola@fjordtech.no', country: 'NO' })
    await product.decided(other, 'assigned')
    // The form names a colleague first.
    const fields = { email: 'ola@fjordtech.no', avsender: 'kari@fjordtech.no', country: 'NO' }
    const id = await product.submit('web-form', fields)
    const before = await product.decided(id)
    const delivery = await deliveryOf(product, id)
    await mapFields(product, { email: ['avsender'], message: ['email'] })
    await product.db
      .updateTable('leads')
      .set({ state: 'waiting', waitingFor: null, repId: null, assignmentId: null })
      .where('id', '=', id)
      .execute()
    await product.db.deleteFrom('assignments').where('leadId', '=', id).execute()

    const done = await replay(product, delivery)
    const lead = await eventually('the lead to be decided again', async () => {
      const now = await product.lead(id)
      return now.state !== 'travelling' && now.contactId !== undefined && now
    })

    assert.equal(done.effect, 'changed')
    assert.notEqual(lead.contactId, before.contactId)
    const contacts = await product.db.selectFrom('contacts').selectAll().execute()
    const counts = new Map(contacts.map(({ id, leadCount, fields }) => [id, [leadCount, fields]]))
    assert.partialDeepStrictEqual(counts.get(before.contactId as never), [
      1,
      { email: 'ola@fjordtech.no' },
    ])
    assert.partialDeepStrictEqual(counts.get(lead.contactId as never), [
      1,
      { email: 'kari@fjordtech.no' },
    ])
  })

  test('an address that may be somebody else’s is left to a person when a rep has the lead', async () => {
    await using product = await startTestProduct({ at: MONDAY })
    await mapFields(product, {})
    const ola = await product.submit('web-form', { email: 'ola@fjordtech.no', country: 'NO' })
    await product.decided(ola, 'assigned')
    const fields = { email: 'kari@fjordtech.no', other: 'ola@fjordtech.no', country: 'NO' }
    const id = await product.submit('web-form', fields)
    const before = await product.decided(id, 'assigned')
    const delivery = await deliveryOf(product, id)
    await mapFields(product, { email: ['other'], message: ['email'] })

    const done = await replay(product, delivery)
    const again = await replay(product, delivery)

    assert.deepEqual([done.effect, again.effect], ['decided', 'unchanged'])
    const after = await product.lead(id)
    assert.equal(after.contactId, before.contactId)
    assert.equal(after.parts.findings?.email, 'ola@fjordtech.no')
    const { body } = await product.api('GET', '/v1/reviews?state=open')
    const { items } = body as { items: { kind: string; reasons: string[]; leadId: string }[] }
    assert.partialDeepStrictEqual(items, [
      { kind: 'identity-clash', reasons: ['email-belongs-to-another-contact'], leadId: id },
    ])
    const keys = await product.db.selectFrom('identities').selectAll().execute()
    const olas = (await product.lead(ola)).contactId
    assert.equal(keys.find(({ value }) => value === 'ola@fjordtech.no')?.contactId, olas)
    const shown = await product.db
      .selectFrom('contacts')
      .select('fields')
      .where('id', '=', after.contactId as never)
      .executeTakeFirstOrThrow()
    assert.equal(shown.fields.email, undefined)
  })

  test('a lead that a rep has seen goes on with its contact, by the rules and not by its keys', async () => {
    await using product = await startTestProduct({ at: MONDAY })
    await mapFields(product, {})
    const fields = { email: 'kari@fjordtech.no', sender: 'kari.n@fjordtech.no', country: 'NO' }
    const id = await product.submit('web-form', fields)
    const first = await product.decided(id, 'assigned')
    const delivery = await deliveryOf(product, id)
    await mapFields(product, { email: ['sender'], message: ['email'] })
    await product.db
      .updateTable('leads')
      .set({ state: 'waiting', repId: null, assignmentId: null })
      .set({ triedRepIds: [first.repId as never] })
      .where('id', '=', id)
      .execute()
    await product.db.updateTable('assignments').set({ status: 'declined' }).execute()

    const done = await replay(product, delivery)
    const lead = await product.decided(id, 'assigned')

    assert.equal(done.effect, 'changed')
    assert.equal(lead.contactId, first.contactId)
    assert.notEqual(lead.repId, first.repId)
    const events = await product.events(id)
    assert.equal(events.filter((type) => type === 'ContactIdentified').length, 1)
    const contact = await product.db.selectFrom('contacts').selectAll().executeTakeFirstOrThrow()
    assert.deepEqual([contact.leadCount, contact.fields.email], [1, 'kari.n@fjordtech.no'])
    const keys = await product.db.selectFrom('identities').selectAll().execute()
    assert.deepEqual(
      keys.filter(({ contactId }) => contactId !== null).map(({ value }) => value),
      ['kari.n@fjordtech.no'],
    )
  })

  test('consents that were read stay, and those that are read now are added with their time', async () => {
    await using product = await startTestProduct({ at: MONDAY })
    await mapFields(product, {})
    const id = await product.submit('web-form', {
      ...{ email: 'kari@fjordtech.no', consent_newsletter: 'yes', betrieb: 'Fjordtech AS' },
    })
    await product.decided(id)
    const consents = () =>
      product.db
        .selectFrom('consents' as never)
        .selectAll()
        .execute() as Promise<unknown[]>
    const before = await consents()
    await mapFields(product, { company: ['betrieb'] })

    await replay(product, await deliveryOf(product, id))

    assert.equal(before.length, 1)
    assert.deepEqual(await consents(), before)
  })
})
