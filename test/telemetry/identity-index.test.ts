import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { connect } from '../../src/adapters/postgres/connect.ts'
import { prometheusMetrics } from '../../src/adapters/prometheus/metrics.ts'
import { identityIndexOf, startIndexKeeper } from '../../src/compose/identity-index.ts'
import type { Platform } from '../../src/compose/platform.ts'
import { type Config, readConfig } from '../../src/config.ts'
import { secret } from '../../src/domain/secret.ts'
import { INGRID } from '../contracts/identity-index-contract.ts'
import { aRedis } from '../support/a-redis.ts'
import { eventually } from '../support/eventually.ts'
import { filedContacts } from '../support/filed-contacts.ts'
import { stored } from '../support/stored.ts'
import { testDatabase } from '../support/test-database.ts'

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
const redis = await aRedis()
after(() => redis[Symbol.asyncDispose]())

/** As much of a worker as the index stands on, and what it has measured. */
async function aWorker(settings: Partial<Config>) {
  await using untilItFails = new AsyncDisposableStack()
  const { url: databaseUrl } = untilItFails.use(await testDatabase())
  const db = connect(databaseUrl, 4)
  untilItFails.defer(() => db.destroy())
  const metrics = prometheusMetrics('worker', silent)
  const config = { ...readConfig({}), ...settings }
  const parts = { db, databaseUrl, config, telemetry: { metrics }, log: silent }
  const platform = parts as unknown as Platform
  const { index, close } = identityIndexOf(platform)
  untilItFails.defer(close)
  const started = untilItFails.move()
  return {
    ...{ db, platform, index },
    /** The value of a series of that name with that label. */
    async measured(name: string, label = ''): Promise<number | undefined> {
      const lines = (await metrics.read()).split('\n')
      const line = lines.find((one) => one.startsWith(`${name}{`) && one.includes(label))
      return line === undefined ? undefined : Number(line.split(' ').at(-1))
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  }
}

const SMITH = { givenName: 'John', familyName: 'Smith', emails: [], phones: [], companyDomains: [] }

test('look-ups are timed, and counted by what they find and which keys were too full', async () => {
  await using worker = await aWorker({ redisUrl: undefined })
  const { file } = filedContacts(worker.db)
  await file(INGRID)
  for (let count = 0; count <= 100; count += 1) await file(SMITH)

  await worker.index.candidates(INGRID)
  await worker.index.candidates(SMITH)

  const { measured } = worker
  assert.equal(await measured('stl_identity_index_seconds_count', 'store="postgres"'), 2)
  assert.equal(await measured('stl_identity_index_candidates_sum'), 51)
  assert.equal(await measured('stl_identity_index_capped_keys_total', 'kind="names"'), 1)
})

test('look-ups that Redis cannot answer are counted by why', async () => {
  await using worker = await aWorker({ redisUrl: secret('redis://127.0.0.1:1') })

  await worker.index.candidates(INGRID)

  assert.equal(
    await worker.measured('stl_identity_index_fallbacks_total', 'reason="unavailable"'),
    1,
  )
  assert.equal(await worker.measured('stl_identity_index_seconds_count', 'store="postgres"'), 1)
})

test('Redis answers once it has all, and how far it is behind is told', {
  skip: redis.missing ?? false,
}, async () => {
  await using worker = await aWorker({ redisUrl: secret(redis.url ?? '') })
  const [email] = INGRID.emails
  const contactId = await stored.contact(worker.db)
  await stored.lead(worker.db, { contactId }, { form: {}, findings: { email, notes: [] } })
  const keeper = startIndexKeeper(worker.platform)
  try {
    await eventually('Redis to find her', async () => {
      const byRedis = () => worker.measured('stl_identity_index_seconds_count', 'store="redis"')
      const before = await byRedis()
      const { found } = await worker.index.candidates(INGRID)
      return found.length === 1 && (await byRedis()) !== before
    })
    await eventually('nothing to be behind', async () => {
      return (await worker.measured('stl_identity_index_lag_seconds')) === 0
    })
  } finally {
    await keeper.stop()
  }
})
