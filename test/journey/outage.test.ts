import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { clearbitSandbox, SANDBOX_CLEARBIT_KEY } from '../../sandbox/clearbit-sandbox.ts'
import { hubspotSandbox, SANDBOX_HUBSPOT_TOKEN } from '../../sandbox/hubspot-sandbox.ts'
import { SANDBOX_SLACK_TOKEN, slackSandbox } from '../../sandbox/slack-sandbox.ts'
import type { LeadId } from '../../src/domain/ids.ts'
import { JOURNEY_MS } from '../../src/domain/lead.ts'
import { type CuttableDatabase, cuttableDatabase } from '../support/cuttable-database.ts'
import { eventually } from '../support/eventually.ts'
import { exampleCompany } from '../support/example-company.ts'
import { assertNothingLostOrTwice } from '../support/nothing-twice.ts'
import { startTestProduct, type TestProduct } from '../support/test-product.ts'

/** A Monday morning in Oslo: everybody of the EMEA pool is at work. */
const MONDAY = '2026-11-23T09:00:00Z'
const MINUTE = 60_000
const ACCEPTED = 202

const anInquiry = (person: number) => ({
  email: `person${person}@company${person}.example`,
  country: 'NO',
  message: `Question ${person}`,
})

/** A product that reaches its database by a way that can be cut. */
async function productWithCuttableDatabase() {
  let way: CuttableDatabase | undefined
  const product = await startTestProduct({
    at: MONDAY,
    // What was claimed when the database went away comes back with the end of its lease.
    settings: { leaseSeconds: 2 },
    reachDatabase: async (url) => {
      way = await cuttableDatabase(url)
      return way.url
    },
  })
  assert.ok(way)
  const { cut, restore } = way
  return {
    product,
    cut,
    restore,
    async [Symbol.asyncDispose]() {
      await product[Symbol.asyncDispose]()
      await way?.[Symbol.asyncDispose]()
    },
  }
}

function deliver({ url }: TestProduct, person: number): Promise<Response> {
  return fetch(`${url}/v1/capture/web-form`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(anInquiry(person)),
  })
}

const allDecided = ({ db }: TestProduct) =>
  eventually('every lead to be decided', async () => {
    const states = await db.selectFrom('leads').select('state').execute()
    return states.length > 0 && states.every(({ state }) => state !== 'travelling')
  })

describe('the database goes away', { concurrency: 2 }, () => {
  test('nothing is acknowledged meanwhile, and everything accepted before is decided after', async () => {
    await using way = await productWithCuttableDatabase()
    const { product } = way
    const before = Array.from({ length: 40 }, (_, person) => deliver(product, person))
    const accepted = await Promise.race(before)
    assert.equal(accepted.status, ACCEPTED)

    await way.cut()
    const answers = await Promise.all([...before, deliver(product, 100), deliver(product, 101)])
    const ready = await fetch(`${product.url}/readyz`)
    const alive = await fetch(`${product.url}/healthz`)

    const acknowledged = answers.filter(({ status }) => status === ACCEPTED)
    const refused = answers.filter(({ status }) => status !== ACCEPTED)
    assert.deepEqual([...new Set(refused.map(({ status }) => status))], [503])
    assert.ok(refused.length >= 2)
    assert.ok(refused.every(({ headers }) => Number(headers.get('retry-after')) > 0))
    assert.deepEqual([ready.status, alive.status], [503, 200])

    await way.restore()
    await eventually('the product to work again', async () => {
      const response = await deliver(product, 100)
      return response.status === ACCEPTED
    })
    await allDecided(product)

    const ids = await Promise.all(acknowledged.map(idIn))
    for (const id of ids) assert.notEqual((await product.lead(id)).state, 'travelling')
    await assertNothingLostOrTwice(product.db)
    assert.deepEqual(await product.db.selectFrom('deadLetters').selectAll().execute(), [])
  })

  test('again and again while leads travel: none is lost, none is decided twice', async () => {
    await using way = await productWithCuttableDatabase()
    const { product } = way
    const sent = Array.from({ length: 5 }, (_, round) => round * 20)

    for (const first of sent) {
      const round = Array.from({ length: 20 }, (_, index) => deliver(product, first + index))
      await Promise.race(round)
      await way.cut()
      await Promise.all(round)
      await way.restore()
    }
    await eventually('the product to work again', async () => {
      const response = await deliver(product, 1_000)
      return response.status === ACCEPTED
    })
    await allDecided(product)

    await assertNothingLostOrTwice(product.db)
    assert.deepEqual(await product.db.selectFrom('deadLetters').selectAll().execute(), [])
  })

  test('a process that is told to stop meanwhile stops', async () => {
    const way = await productWithCuttableDatabase()
    await deliver(way.product, 1)

    await way.cut()
    await way.product[Symbol.asyncDispose]()
  })
})

async function idIn(response: Response): Promise<LeadId> {
  const { leadId } = (await response.json()) as { leadId: LeadId }
  return leadId
}

const KARI = {
  email: 'kari@fjordtech.no',
  first_name: 'Kari',
  country: 'NO',
  message: 'Please call me',
}

const FJORDTECH = {
  person: { name: { fullName: 'Kari Nordmann' }, employment: { title: 'VP Operations' } },
  company: { name: 'Fjordtech AS', metrics: { employees: 400 } },
}

/** The example company with every vendor connected to a sandbox. */
async function companyWithVendors() {
  const [clearbit, hubspot, slack] = await Promise.all([
    clearbitSandbox({ records: { [KARI.email]: FJORDTECH } }),
    hubspotSandbox(),
    slackSandbox(),
  ])
  const { teams } = exampleCompany().documents
  const reps = teams.reps.map((rep, index) => ({ ...rep, slackUserId: `U00${index}` }))
  const key = { apiKey: `demo:${SANDBOX_CLEARBIT_KEY}` }
  return {
    vendors: [clearbit, hubspot, slack],
    hubspot,
    slack,
    settings: {
      clearbitBaseUrl: clearbit.url,
      hubspotBaseUrl: hubspot.url,
      slackBaseUrl: slack.url,
    },
    documents: {
      teams: { ...teams, reps },
      channels: { inApp: {}, slack: { token: `demo:${SANDBOX_SLACK_TOKEN}` } },
      crm: { kind: 'hubspot' as const, token: `demo:${SANDBOX_HUBSPOT_TOKEN}`, owners: {} },
      providers: {
        providers: [{ kind: 'clearbit' as const, ...key, timeLimitMs: 1_000, cacheDays: 30 }],
      },
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([clearbit.close(), hubspot.close(), slack.close()])
    },
  }
}

test('every vendor hangs: the lead is decided in time, and what is owed comes later', async () => {
  await using company = await companyWithVendors()
  for (const vendor of company.vendors) vendor.behave({ hang: true })
  await using product = await startTestProduct({ ...company, at: MONDAY })

  const id = await product.submit('web-form', KARI)
  const decided = await product.decided(id, 'assigned')

  const tookMs = (decided.decidedAt?.getTime() ?? 0) - decided.receivedAt.getTime()
  assert.ok(tookMs < JOURNEY_MS, `${tookMs} ms`)
  assert.deepEqual(decided.skippedStages, ['enrich'])
  const enriched = await product.db
    .selectFrom('leadEvents')
    .select('data')
    .where('leadId', '=', id)
    .where('type', '=', 'LeadEnriched')
    .execute()
  assert.partialDeepStrictEqual(enriched, [
    { data: { providers: [{ provider: 'clearbit', outcome: 'unavailable' }] } },
  ])

  for (const vendor of company.vendors) vendor.behave({})
  const complete = await eventually('the data that came late', async () => {
    await product.forward(MINUTE)
    const lead = await product.lead(id)
    return lead.skippedStages.length === 0 && lead
  })
  await eventually('the CRM record', async () => company.hubspot.received.portal.contacts.size > 0)
  await eventually('the message', async () => company.slack.received.messages.length > 0)

  assert.equal(complete.repId, decided.repId)
  assert.equal(complete.assignmentId, decided.assignmentId)
  assert.equal(complete.parts.enrichment?.company?.employees, 400)
  const rescored = await eventually('the new score', async () => {
    const lead = await product.lead(id)
    return lead.score !== decided.score && lead
  })
  assert.ok((rescored.score ?? 0) > (decided.score ?? 0))
  assert.equal(company.hubspot.received.portal.contacts.size, 1)
  assert.equal(rescored.state, 'assigned')
})
