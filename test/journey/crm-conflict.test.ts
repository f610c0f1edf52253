import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hubspotSandbox, SANDBOX_HUBSPOT_TOKEN } from '../../sandbox/hubspot-sandbox.ts'
import type { LeadId } from '../../src/domain/ids.ts'
import { eventually } from '../support/eventually.ts'
import { startTestProduct, type TestProduct } from '../support/test-product.ts'

/** A Monday morning in Oslo: everybody of the EMEA pool is at work. */
const MONDAY = '2026-11-23T09:00:00Z'

const KARI = {
  email: 'kari@fjordtech.no',
  first_name: 'Kari',
  company: 'Fjordtech',
  title: 'Buyer',
  country: 'NO',
  message: 'Please call me',
}

async function companyOnHubspot() {
  const hubspot = await hubspotSandbox()
  return {
    hubspot,
    portal: hubspot.received.portal,
    settings: { hubspotBaseUrl: hubspot.url },
    documents: {
      crm: { kind: 'hubspot' as const, token: `demo:${SANDBOX_HUBSPOT_TOKEN}`, owners: {} },
    },
    /** The only record there is. */
    record() {
      const [record, ...more] = hubspot.received.portal.contacts.values()
      assert.ok(record)
      assert.deepEqual(more, [])
      return record
    },
    [Symbol.asyncDispose]: hubspot.close,
  }
}

function settled(product: TestProduct): Promise<true> {
  return eventually('all tasks that are due to be done', () => isSettled(product))
}

async function isSettled({ db }: TestProduct): Promise<boolean> {
  const open = await db
    .selectFrom('tasks')
    .select('id')
    .where('state', '=', 'open')
    .where('dueAt', 'is', null)
    .execute()
  return open.length === 0
}

async function inquiry(product: TestProduct, fields: Record<string, string>): Promise<LeadId> {
  const id = await product.submit('web-form', { ...KARI, ...fields })
  await eventually('the lead to be decided', async () => {
    const { state } = await product.lead(id)
    return state === 'assigned' || state === 'attached'
  })
  await settled(product)
  return id
}

type Conflict = { id: string; leadId: string; reasons: string[]; details: unknown }

async function openConflicts({ api }: TestProduct): Promise<readonly Conflict[]> {
  const { body } = await api('GET', '/v1/reviews?state=open')
  return (body as { items: (Conflict & { kind: string })[] }).items.filter(
    ({ kind }) => kind === 'crm-conflict',
  )
}

/** Kari's title is changed by hand in HubSpot, and then she writes again with yet another one. */
async function conflict(product: TestProduct, { portal, record }: Company) {
  await inquiry(product, {})
  portal.update(record().id, { jobtitle: 'Head of Purchasing' })
  await inquiry(product, { title: 'VP Purchasing', company: 'Fjordtech AS' })
  const [item, ...more] = await openConflicts(product)
  assert.ok(item)
  assert.deepEqual(more, [])
  return item
}

type Company = Awaited<ReturnType<typeof companyOnHubspot>>

test('a field changed in the CRM is not overwritten: a person is asked', async () => {
  await using company = await companyOnHubspot()
  await using product = await startTestProduct({ ...company, at: MONDAY })

  const item = await conflict(product, company)

  const { properties } = company.record()
  assert.equal(properties.jobtitle, 'Head of Purchasing')
  assert.equal(properties.company, 'Fjordtech AS')
  assert.deepEqual(item.reasons, ['title-changed-in-crm'])
  assert.deepEqual(item.details, {
    title: { base: 'Buyer', ours: 'VP Purchasing', theirs: 'Head of Purchasing' },
  })
  assert.ok((await product.events(item.leadId as LeadId)).includes('CrmConflictFound'))
})

test('keeping ours writes it, and the next inquiry finds no conflict', async () => {
  await using company = await companyOnHubspot()
  await using product = await startTestProduct({ ...company, at: MONDAY })
  const item = await conflict(product, company)

  await product.api('POST', `/v1/reviews/${item.id}/resolve`, { resolution: 'keep-ours' })
  await settled(product)
  assert.equal(company.record().properties.jobtitle, 'VP Purchasing')
  await inquiry(product, { title: 'COO' })

  assert.equal(company.record().properties.jobtitle, 'COO')
  assert.deepEqual(await openConflicts(product), [])
})

test('keeping theirs makes it ours, and stands above what the person writes later', async () => {
  await using company = await companyOnHubspot()
  await using product = await startTestProduct({ ...company, at: MONDAY })
  const item = await conflict(product, company)

  await product.api('POST', `/v1/reviews/${item.id}/resolve`, { resolution: 'keep-theirs' })
  await settled(product)
  await inquiry(product, { title: 'COO' })

  const [row, ...more] = await product.db.selectFrom('contacts').selectAll().execute()
  const { body } = await product.api('GET', `/v1/contacts/${row?.id}`)
  const { shown, values } = body as {
    shown: { title: object }
    values: { field: string; value: string }[]
  }
  const titles = values.filter(({ field }) => field === 'title').map(({ value }) => value)
  const theirs = { value: 'Head of Purchasing', sourceKey: 'crm:hubspot', rule: 'edited' }
  assert.deepEqual(more, [])
  assert.equal(row?.fields.title, 'Head of Purchasing')
  assert.partialDeepStrictEqual(shown.title, theirs)
  assert.deepEqual(titles, ['Buyer', 'VP Purchasing', 'Head of Purchasing', 'COO'])
  assert.equal(company.record().properties.jobtitle, 'Head of Purchasing')
  assert.deepEqual(await openConflicts(product), [])
})

test('while a conflict is open the next inquiry does not ask the same again', async () => {
  await using company = await companyOnHubspot()
  await using product = await startTestProduct({ ...company, at: MONDAY })
  await conflict(product, company)

  await inquiry(product, { title: 'VP Purchasing', message: 'Still waiting' })

  assert.equal((await openConflicts(product)).length, 1)
  assert.equal(company.record().properties.jobtitle, 'Head of Purchasing')
})

test('two inquiries of one person at once make one record', async () => {
  await using company = await companyOnHubspot()
  company.hubspot.behave({ latencyMs: 30 })
  await using product = await startTestProduct({ ...company, at: MONDAY })

  await Promise.all([1, 2, 3].map((turn) => inquiry(product, { message: `Question ${turn}` })))

  assert.equal(company.record().properties.email, KARI.email)
  const links = await product.db.selectFrom('crmLinks').selectAll().execute()
  assert.deepEqual(
    links.map(({ recordId }) => recordId),
    [company.record().id],
  )
})

test('inquiries of one person on each other’s heels: no conflict, and the CRM has the last', async () => {
  await using company = await companyOnHubspot()
  company.hubspot.behave({ latencyMs: [50, 600] })
  await using product = await startTestProduct({ ...company, at: MONDAY })

  for (const title of ['T1', 'T2', 'T3', 'T4', 'T5', 'T6']) {
    const id = await product.submit('web-form', { ...KARI, title, message: `As ${title}` })
    await product.decided(id)
  }
  await eventually('every write to be done', async () => {
    await product.forward(10_000)
    return isSettled(product)
  })

  assert.equal(company.record().properties.jobtitle, 'T6')
  assert.deepEqual(await openConflicts(product), [])
  const claims = await product.db.selectFrom('contactClaims').selectAll().execute()
  assert.deepEqual(claims, [])
})

test('a record somebody made before is taken over, and what it says is not overwritten', async () => {
  await using company = await companyOnHubspot()
  company.portal.create({ email: KARI.email, firstname: 'Karianne', jobtitle: '' })
  await using product = await startTestProduct({ ...company, at: MONDAY })

  await inquiry(product, {})

  assert.equal(company.record().properties.jobtitle, 'Buyer')
  assert.equal(company.record().properties.firstname, 'Karianne')
  const [item] = await openConflicts(product)
  assert.deepEqual(item?.reasons, ['firstName-changed-in-crm'])
})

test('the connection breaks after the CRM has written: there is still one record', async () => {
  await using company = await companyOnHubspot()
  await using product = await startTestProduct({ ...company, at: MONDAY })
  company.hubspot.behave({ hangUp: true })
  const id = await product.submit('web-form', KARI)
  await product.decided(id, 'assigned')
  await eventually('several tries', async () => company.hubspot.received.calls >= 2)

  company.hubspot.behave({})
  await eventually('the write to be done', async () => {
    await product.forward(60_000)
    return (await product.events(id)).includes('CrmRecordWritten')
  })

  assert.equal(company.record().properties.email, KARI.email)
  assert.deepEqual(await openConflicts(product), [])
})
