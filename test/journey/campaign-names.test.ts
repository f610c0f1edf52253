import assert from 'node:assert/strict'
import { test } from 'node:test'
import { googleAdsSandbox, SANDBOX_GOOGLE } from '../../sandbox/google-ads-sandbox.ts'
import type { NameLookUp } from '../../src/domain/documents/name-look-up.ts'
import { ScoringDocument } from '../../src/domain/documents/scoring.ts'
import type { LeadId } from '../../src/domain/ids.ts'
import { aSource } from '../support/a-gateway.ts'
import { eventually } from '../support/eventually.ts'
import { startTestProduct, startTestWorker, type TestProduct } from '../support/test-product.ts'

const MONDAY = '2026-11-23T09:00:00Z'
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const KEY = 'webhook-key'

const LOOK_UP: NameLookUp = {
  kind: 'google-ads',
  developerToken: `demo:${SANDBOX_GOOGLE.developerToken}`,
  clientId: SANDBOX_GOOGLE.clientId,
  clientSecret: `demo:${SANDBOX_GOOGLE.clientSecret}`,
  refreshToken: `demo:${SANDBOX_GOOGLE.refreshToken}`,
  customerId: SANDBOX_GOOGLE.customerId,
  loginCustomerId: SANDBOX_GOOGLE.loginCustomerId,
}

/** Points for a campaign that is known by its name alone. */
const SCORING = ScoringDocument.parse({
  fit: [{ id: 'spring', when: 'lead.campaignName == "Spring"', points: 70, reason: 'Spring' }],
  interest: [],
  tiers: { hot: 60, warm: 30 },
})

async function googleWith(campaigns: Readonly<Record<string, string>>, names?: NameLookUp) {
  const google = await googleAdsSandbox()
  const call = (id: string, name: string) =>
    google.received.things.set(`campaign ${id}`, { campaign: { id, name } })
  for (const [id, name] of Object.entries(campaigns)) call(id, name)
  const source = aSource({ key: 'google-ads', kind: 'google-ads', secret: `demo:${KEY}` })
  return {
    google,
    call,
    options: {
      at: MONDAY,
      documents: {
        sources: { sources: [{ ...source, ...(names && { names }) }] },
        scoring: SCORING,
      },
      settings: { googleAdsBaseUrl: google.url, googleOauthBaseUrl: google.url },
    },
    /** How often a campaign was asked for. */
    asked: (id: string) =>
      google.received.queries.filter(
        (query) => query.includes(` campaign.id IN (`) && query.includes(id),
      ).length,
    [Symbol.asyncDispose]: google.close,
  }
}

let people = 0

/** Sends a lead of this campaign, and resolves with it once it is decided. */
async function leadOf(product: TestProduct, campaign: string): Promise<LeadId> {
  people += 1
  const before = new Set(await idsOf(product))
  const response = await fetch(`${product.url}/v1/capture/google-ads`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      lead_id: `lead-${people}`,
      google_key: KEY,
      campaign_id: Number(campaign),
      user_column_data: [
        { column_id: 'WORK_EMAIL', string_value: `person${people}@company${people}.example` },
        { column_id: 'COUNTRY', string_value: 'NO' },
      ],
    }),
  })
  assert.equal(response.status, 200)
  const [id] = (await idsOf(product)).filter((one) => !before.has(one))
  assert.ok(id)
  await product.decided(id)
  return id
}

const idsOf = async ({ db }: TestProduct): Promise<LeadId[]> =>
  (await db.selectFrom('leads').select('id').execute()).map(({ id }) => id)

async function seen(product: TestProduct, id: LeadId): Promise<string | undefined> {
  const { body } = await product.api('GET', `/v1/leads/${id}`)
  const { campaign } = (body as { attribution: { campaign?: { name?: string } } }).attribution
  return campaign?.name
}

/** Time goes on meanwhile, so that the next look-up falls due. */
const isCalled = (product: TestProduct, id: LeadId, name: string) =>
  eventually(`the campaign to be called ${name}`, async () => {
    await product.forward(10_000)
    return (await seen(product, id)) === name
  })

const isAsked = (product: TestProduct, { google }: { google: { received: { calls: number } } }) =>
  eventually('the vendor to be asked', async () => {
    await product.forward(10_000)
    return google.received.calls > 0
  })

type Listed = { readonly alarm?: { readonly code: string; readonly waiting: string } }

async function alarmOf(product: TestProduct): Promise<Listed['alarm']> {
  const { body } = await product.api('GET', '/v1/sources')
  return (body as { items: Listed[] }).items[0]?.alarm
}

test('what a vendor calls a campaign shows with its leads, in reports and in conditions', async () => {
  await using vendor = await googleWith({ 71: 'Spring' }, LOOK_UP)
  await using product = await startTestProduct(vendor.options)

  const first = await leadOf(product, '71')
  await isCalled(product, first, 'Spring')
  await product.forward(6 * MINUTE)
  const second = await leadOf(product, '71')

  const { body } = await product.api('GET', '/v1/stats/campaigns')
  const { groups } = body as { groups: readonly { key: string; name: string; leads: number }[] }
  assert.deepEqual(
    groups.map(({ key, name, leads }) => [key, name, leads]),
    [['71', 'Spring', 2]],
  )
  assert.equal((await product.lead(second)).score, 70)
})

test('no lead waits for a name: a vendor that hangs costs nothing', async () => {
  await using vendor = await googleWith({ 71: 'Spring' }, LOOK_UP)
  await using product = await startTestProduct(vendor.options)
  vendor.google.behave({ hang: true })

  const first = await leadOf(product, '71')
  await isAsked(product, vendor)
  const second = await leadOf(product, '71')

  for (const id of [first, second]) {
    const { decidedAt, deadlineAt } = await product.lead(id)
    assert.ok(decidedAt !== undefined && decidedAt < deadlineAt)
  }
})

test('of many workers one asks, and once a day', async () => {
  await using vendor = await googleWith({ 71: 'Spring' }, LOOK_UP)
  await using product = await startTestProduct(vendor.options)
  await using _second = await startTestWorker(product)
  await using _third = await startTestWorker(product)
  const known = await leadOf(product, '71')
  await leadOf(product, '72')
  await isCalled(product, known, 'Spring')
  await product.forward(6 * MINUTE)
  // Before anybody may ask: what a vendor does not know is not asked for again for a day.
  vendor.call('73', 'Autumn')
  const another = await leadOf(product, '73')
  await isCalled(product, another, 'Autumn')
  assert.deepEqual(['71', '72', '73'].map(vendor.asked), [1, 1, 1])

  vendor.call('71', 'Spring in the Nordics')
  vendor.call('72', 'Found again')
  await product.forward(DAY)

  await isCalled(product, known, 'Spring in the Nordics')
  assert.deepEqual(['71', '72'].map(vendor.asked), [2, 2])
})

test('an id that the document names is not asked for, and called as the document says', async () => {
  await using vendor = await googleWith({ 71: 'Spring', 72: 'Summer' }, LOOK_UP)
  const names = [{ platform: 'google-ads', kind: 'campaign', id: '71', name: 'Ours' }] as const
  const { documents, ...options } = vendor.options
  const signals = { retentionDays: 90, perVisitorPerDay: 500, perSourcePerDay: 200_000 }
  await using product = await startTestProduct({
    ...options,
    documents: { ...documents, attribution: { names: [...names], signals } },
  })

  const ours = await leadOf(product, '71')
  await isCalled(product, await leadOf(product, '72'), 'Summer')

  assert.equal(await seen(product, ours), 'Ours')
  assert.equal(vendor.asked('71'), 0)
})

test('a token that is not accepted: people are told once, leads go on, and names come when it is renewed', async () => {
  await using vendor = await googleWith({ 71: 'Spring' }, LOOK_UP)
  await using product = await startTestProduct(vendor.options)
  vendor.google.received.isRevoked = true

  const id = await leadOf(product, '71')
  const alarm = await eventually('the alarm', async () => {
    await product.forward(10_000)
    return alarmOf(product)
  })
  const metrics = await (await fetch(`${product.url}/metrics`)).text()
  const again = await leadOf(product, '71')

  assert.partialDeepStrictEqual(alarm, { code: 'source-token-expired', waiting: 'names' })
  assert.match(
    metrics,
    /stl_source_alarm\{source="google-ads",code="source-token-expired",waiting="names"[^}]*\} 1/,
  )
  assert.equal((await product.lead(again)).state, 'assigned')
  vendor.google.received.isRevoked = false
  await product.forward(16 * MINUTE)
  await isCalled(product, id, 'Spring')
  await eventually('the alarm to end', async () => (await alarmOf(product)) === undefined)
})

test('a vendor that wants to be left alone is, for as long as it says', async () => {
  await using vendor = await googleWith({ 71: 'Spring' }, LOOK_UP)
  await using product = await startTestProduct(vendor.options)
  vendor.google.behave({ status: 429, retryAfterSeconds: 3_600 })

  const id = await leadOf(product, '71')
  await isAsked(product, vendor)
  const askedAt = product.clock()
  const due = await eventually('the look-up to be left', async () => {
    const row = await product.db.selectFrom('nameLookUps').selectAll().executeTakeFirst()
    return (
      row?.holder === null && row.dueAt.getTime() > askedAt.getTime() + 30 * MINUTE && row.dueAt
    )
  })
  vendor.google.behave({})

  assert.ok(due.getTime() > askedAt.getTime() + 59 * MINUTE)
  assert.equal(vendor.google.received.calls, 1)
  await product.forward(61 * MINUTE)
  await isCalled(product, id, 'Spring')
})

test('without `names` nobody is asked', async () => {
  await using vendor = await googleWith({ 71: 'Spring' })
  await using product = await startTestProduct(vendor.options)

  const id = await leadOf(product, '71')

  assert.equal(await seen(product, id), undefined)
  assert.deepEqual(await product.db.selectFrom('nameLookUps').selectAll().execute(), [])
  assert.equal(vendor.google.received.calls, 0)
})
