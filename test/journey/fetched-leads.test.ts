import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { type MetaLead, metaSandbox, SANDBOX_META_TOKEN } from '../../sandbox/meta-sandbox.ts'
import type { LeadId } from '../../src/domain/ids.ts'
import { JOURNEY_MS, type Lead } from '../../src/domain/lead.ts'
import { aSource } from '../support/a-gateway.ts'
import { eventually } from '../support/eventually.ts'
import { assertNothingLostOrTwice } from '../support/nothing-twice.ts'
import { startTestGateway, startTestProduct, startTestWorker } from '../support/test-product.ts'

const MONDAY = '2026-11-23T09:00:00Z'
const MINUTE = 60_000
const APP_SECRET = 'app-secret'
const FORM = '555'

const lead = (id: string): MetaLead => ({
  id,
  created_time: '2026-11-23T08:59:58+0000',
  form_id: FORM,
  campaign_name: 'Autumn',
  field_data: [
    { name: 'email', values: [`person${id}@company${id}.example`] },
    { name: 'full_name', values: ['Kari Nordmann'] },
    { name: 'country', values: ['NO'] },
  ],
})

/** Meta with the leads of these ids, and what a product needs to read them. */
async function metaWith(...ids: readonly string[]) {
  const meta = await metaSandbox()
  for (const id of ids) meta.received.leads.set(id, lead(id))
  const source = aSource({
    key: 'meta',
    kind: 'meta',
    secret: `demo:${APP_SECRET}`,
    verifyToken: 'demo:word',
    defaultCountry: 'NO',
    api: { token: `demo:${SANDBOX_META_TOKEN}` },
  })
  const options = {
    at: MONDAY,
    documents: { sources: { sources: [source] } },
    settings: { metaBaseUrl: meta.url },
  }
  return { meta, options, [Symbol.asyncDispose]: meta.close }
}

function notify({ url }: { readonly url: string }, ...ids: readonly string[]) {
  const changes = ids.map((id) => ({
    field: 'leadgen',
    value: { leadgen_id: id, form_id: FORM },
  }))
  const body = JSON.stringify({ object: 'page', entry: [{ id: '1', changes }] })
  const digest = createHmac('sha256', APP_SECRET).update(body).digest('hex')
  return fetch(`${url}/v1/capture/meta`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${digest}` },
    body,
  })
}

type Rows = Awaited<ReturnType<typeof startTestGateway>>

const idsOf = async ({ db }: Pick<Rows, 'db'>) =>
  (await db.selectFrom('leads').select('id').orderBy('receivedAt').execute()).map(({ id }) => id)

async function onlyLead(product: Rows): Promise<LeadId> {
  const [id, ...others] = await idsOf(product)
  assert.ok(id)
  assert.deepEqual(others, [])
  return id
}

test('a notification is answered at once, and its lead is read and assigned after', async () => {
  await using vendor = await metaWith('71')
  await using product = await startTestProduct(vendor.options)
  vendor.meta.behave({ latencyMs: 300 })

  const answer = await notify(product, '71')
  const readsAtAnswer = vendor.meta.received.reads.size
  const decided = await product.decided(await onlyLead(product), 'assigned')

  assert.deepEqual([answer.status, await answer.text(), readsAtAnswer], [200, '{}', 0])
  assert.equal(decided.parts.form.email, 'person71@company71.example')
  assert.equal(decided.parts.form.campaign?.name, 'Autumn')
  assert.deepEqual((await product.events(decided.id)).slice(0, 3), [
    'LeadCaptured',
    'LeadFetched',
    'LeadValidated',
  ])
})

test('the ten seconds begin when it is read, and its speed is counted from the delivery', async () => {
  await using vendor = await metaWith('71')
  await using product = await startTestProduct(vendor.options)
  vendor.meta.behave({ status: 503 })
  await notify(product, '71')
  const id = await onlyLead(product)
  await eventually('the first try', async () => vendor.meta.received.calls > 0)

  await product.forward(30 * MINUTE)
  vendor.meta.behave({})
  const decided = await comesThrough(product, id)

  assert.equal(decided.state, 'assigned')
  assert.ok(timeBetween(decided.receivedAt, decided.decidedAt) >= 30 * MINUTE)
  assert.ok(timeBetween(decided.receivedAt, decided.deadlineAt) >= 30 * MINUTE + JOURNEY_MS)
  assert.deepEqual(await product.db.selectFrom('deadLetters').selectAll().execute(), [])
})

const timeBetween = (from: Date, to: Date | undefined) => (to?.getTime() ?? 0) - from.getTime()

/** Lets time pass until the lead is decided. */
function comesThrough(
  product: Awaited<ReturnType<typeof startTestProduct>>,
  id: LeadId,
): Promise<Lead> {
  return eventually(`lead ${id} to be decided`, async () => {
    await product.forward(MINUTE)
    const now = await product.lead(id)
    return now.state !== 'travelling' && now
  })
}

test('an expired token: the leads wait, people are told once, and all go on when it is renewed', async () => {
  await using vendor = await metaWith('71', '72', '73')
  await using product = await startTestProduct(vendor.options)
  vendor.meta.behave({ status: 400, error: '190' })

  await notify(product, '71', '72', '73')
  const [alarm] = await eventually('the alarm', async () => {
    const rows = await product.db.selectFrom('sourceAlarms').selectAll().execute()
    return rows.length > 0 && rows
  })
  for (let hour = 0; hour < 24; hour += 1) await product.forward(60 * MINUTE)
  const ids = await idsOf(product)
  const waiting = await Promise.all(ids.map(product.lead))
  const metrics = await (await fetch(`${product.url}/metrics`)).text()

  assert.equal(alarm?.code, 'source-token-expired')
  assert.deepEqual(new Set(waiting.map(({ waitingFor }) => waitingFor)), new Set(['fetch']))
  assert.match(metrics, /stl_source_alarm\{source="meta",code="source-token-expired"[^}]*\} 1/)

  vendor.meta.behave({})
  for (const id of ids) assert.equal((await comesThrough(product, id)).state, 'assigned')
  assert.deepEqual(await product.db.selectFrom('sourceAlarms').selectAll().execute(), [])
  assert.deepEqual(await product.db.selectFrom('deadLetters').selectAll().execute(), [])
})

test('a lead that is not shown yet is looked for again; one that never is shown is rejected', async () => {
  await using vendor = await metaWith()
  await using product = await startTestProduct(vendor.options)
  await notify(product, '71', '72')
  await eventually('both to be looked for', async () => vendor.meta.received.reads.size >= 2)

  vendor.meta.received.leads.set('71', lead('71'))
  const ends = await Promise.all(
    (await idsOf(product)).map(async (id) => {
      const { state, parts } = await comesThrough(product, id)
      return `${parts.form.sourceLeadId} ${state}`
    }),
  )

  assert.deepEqual(new Set(ends), new Set(['71 assigned', '72 rejected']))
  const rejected = await product.db
    .selectFrom('leadEvents')
    .select(['at', 'data'])
    .where('type', '=', 'LeadRejected')
    .execute()
  assert.partialDeepStrictEqual(rejected, [{ data: { reasons: ['gone-at-source'] } }])
  assert.ok(timeBetween(new Date(MONDAY), rejected[0]?.at) >= 10 * MINUTE)
})

test('50 redeliveries at once give one lead, which is decided once', async () => {
  await using vendor = await metaWith('71')
  await using product = await startTestProduct(vendor.options)

  const answers = await Promise.all(Array.from({ length: 50 }, () => notify(product, '71')))
  const id = await onlyLead(product)
  await product.decided(id, 'assigned')
  await notify(product, '71')

  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
  const fetched = (await product.events(id)).filter((type) => type === 'LeadFetched')
  assert.equal(fetched.length, 1)
  assert.equal(await onlyLead(product), id)
  await assertNothingLostOrTwice(product.db)
})

test('a lead whose worker ends while the vendor is asked is read by the next', async () => {
  await using vendor = await metaWith('71')
  await using gateway = await startTestGateway(vendor.options.settings, vendor.options)
  vendor.meta.behave({ hang: true })
  await notify(gateway, '71')
  {
    await using _ended = await startTestWorker(gateway)
    await eventually('the vendor to be asked', async () => vendor.meta.received.calls > 0)
  }

  vendor.meta.behave({})
  await using _next = await startTestWorker(gateway)

  const id = await onlyLead(gateway)
  await eventually('the lead to be assigned', async () => {
    const { state } = await gateway.db
      .selectFrom('leads')
      .select('state')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    return state === 'assigned'
  })
  assert.equal((await gateway.events(id)).filter((type) => type === 'LeadFetched').length, 1)
})

test('the stage may run in a process of its own', async () => {
  await using vendor = await metaWith('71')
  await using gateway = await startTestGateway(vendor.options.settings, vendor.options)
  const hosting = (...stages: string[]) =>
    startTestWorker(gateway, (platform) => ({ config: { ...platform.config, stages } }))
  await using _fetching = await hosting('fetch')
  await notify(gateway, '71')
  const id = await onlyLead(gateway)

  await eventually('the lead to be read', async () =>
    (await gateway.events(id)).includes('LeadFetched'),
  )
  const events = await gateway.events(id)

  assert.deepEqual(events, ['LeadCaptured', 'LeadFetched'])
  await using _rest = await startTestWorker(gateway)
  await eventually('the lead to be assigned', async () =>
    (await gateway.events(id)).includes('LeadAssigned'),
  )
})
