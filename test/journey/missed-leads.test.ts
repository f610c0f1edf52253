import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type MetaLead, metaSandbox, SANDBOX_META_TOKEN } from '../../sandbox/meta-sandbox.ts'
import { postgresSourcePositions } from '../../src/adapters/postgres/source-positions.ts'
import { Overtaken } from '../../src/domain/failure.ts'
import { aSource } from '../support/a-gateway.ts'
import { eventually } from '../support/eventually.ts'
import { assertNothingLostOrTwice } from '../support/nothing-twice.ts'
import { scratchDatabase } from '../support/scratch-database.ts'
import { startTestProduct, startTestWorker } from '../support/test-product.ts'

const MONDAY = '2026-11-23T09:00:00Z'
const MINUTE = 60_000

const lead = (id: string): MetaLead => ({
  id,
  created_time: '2026-11-23T08:50:00+0000',
  form_id: '555',
  field_data: [
    { name: 'email', values: [`person${id}@company${id}.example`] },
    { name: 'country', values: ['NO'] },
  ],
})

async function metaWith(count: number, pageSize = 100) {
  const meta = await metaSandbox({ pageSize })
  for (let id = 1; id <= count; id += 1) meta.received.leads.set(`${id}`, lead(`${id}`))
  const api = { token: `demo:${SANDBOX_META_TOKEN}`, formIds: ['555'] }
  const secrets = { secret: 'demo:app-secret', verifyToken: 'demo:word' }
  const source = aSource({ key: 'meta', kind: 'meta', ...secrets, api })
  return {
    meta,
    options: {
      at: MONDAY,
      documents: { sources: { sources: [source] } },
      settings: { metaBaseUrl: meta.url },
    },
    [Symbol.asyncDispose]: meta.close,
  }
}

type Product = Awaited<ReturnType<typeof startTestProduct>>

const assigned = async ({ db }: Product) =>
  (await db.selectFrom('leads').select('id').where('state', '=', 'assigned').execute()).length

test('leads of which the webhook did not tell are found, and none of them twice', async () => {
  await using vendor = await metaWith(45, 20)
  await using product = await startTestProduct(vendor.options)
  await using _another = await startTestWorker(product)

  await eventually('all leads to be assigned', async () => (await assigned(product)) === 45)
  const before = vendor.meta.received.reads.size
  vendor.meta.received.leads.set('99', lead('99'))
  await product.forward(20 * MINUTE)
  await eventually('the one that came late', async () => (await assigned(product)) === 46)

  assert.equal(before, 45 + 1) // The form is read as well.
  const rows = await product.db.selectFrom('leads').select(['dedupeKey', 'redeliveries']).execute()
  assert.equal(new Set(rows.map(({ dedupeKey }) => dedupeKey)).size, 46)
  assert.deepEqual(new Set(rows.map(({ redeliveries }) => redeliveries)), new Set([0]))
  await assertNothingLostOrTwice(product.db)
})

test('a form that was deleted keeps no other from being looked through', async () => {
  await using vendor = await metaWith(2)
  const [source] = vendor.options.documents.sources.sources
  const api = { token: `demo:${SANDBOX_META_TOKEN}`, formIds: ['554', '555', '556'] }
  for (const gone of ['554', '556']) vendor.meta.received.goneForms.add(gone)
  const documents = { sources: { sources: [aSource({ ...source, api })] } }
  await using product = await startTestProduct({ ...vendor.options, documents })

  await eventually('all leads to be assigned', async () => (await assigned(product)) === 2)
})

test('a search that cannot be made now is made later, from where it was', async () => {
  await using vendor = await metaWith(1)
  vendor.meta.behave({ status: 503 })
  await using product = await startTestProduct(vendor.options)
  await eventually('the first try', async () => vendor.meta.received.calls > 0)

  vendor.meta.behave({})
  await eventually('the lead to be assigned', async () => {
    await product.forward(20 * MINUTE)
    return (await assigned(product)) === 1
  })
})

const AT = new Date(MONDAY)
const after = (minutes: number) => new Date(AT.getTime() + minutes * MINUTE)

test('a search belongs to one process; when it dies another goes on at its page', async () => {
  await using database = await scratchDatabase()
  const positions = postgresSourcePositions(database.db)
  const claim = (holder: string, at: Date) =>
    positions.claim(['meta'], { holder, at, forMs: MINUTE })

  const [first, none] = await Promise.all([claim('a', AT), claim('a', AT)]).then((claims) =>
    claims.toSorted((one) => (one === undefined ? 1 : -1)),
  )
  assert.ok(first)
  assert.equal(none, undefined)
  await positions.turnTo('page 2', first, after(1))
  const taken = await claim('b', after(2))

  assert.ok(taken)
  assert.deepEqual([taken.page, taken.since, taken.until], ['page 2', AT, AT])
  await assert.rejects(positions.turnTo('page 3', first, after(3)), Overtaken)
  await positions.leave(first, 'complete', after(15))
  await positions.leave(taken, 'complete', after(15))
  assert.equal(await claim('a', after(14)), undefined)
  const next = await claim('a', after(16))
  assert.deepEqual([next?.page, next?.since, next?.until], [undefined, AT, after(16)])
})

test('a search that is begun anew keeps its window and forgets its page', async () => {
  await using database = await scratchDatabase()
  const positions = postgresSourcePositions(database.db)
  const by = (at: Date) => ({ holder: 'a', at, forMs: MINUTE })
  const first = await positions.claim(['meta'], by(AT))
  assert.ok(first)
  await positions.turnTo('page 2', first, after(1))

  await positions.leave(first, 'to-begin-anew', after(5))

  const next = await positions.claim(['meta'], by(after(6)))
  assert.deepEqual([next?.page, next?.since, next?.until], [undefined, AT, AT])
})
