import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { postgresLedgerReader } from '../../src/adapters/postgres/ledger-reader.ts'
import type { PoolId } from '../../src/domain/ids.ts'
import type { LedgerEntry } from '../../src/domain/ledger.ts'
import { pipeline } from '../../src/pipeline.ts'
import { eventually } from '../support/eventually.ts'
import { assertNothingLostOrTwice } from '../support/nothing-twice.ts'
import { onePoolOf } from '../support/one-pool-of.ts'
import { startTestGateway, type TestGateway } from '../support/test-product.ts'
import { verifyLedger } from '../support/verify-ledger.ts'

const WORKER = new URL('doomed-worker.ts', import.meta.url)
const LEADS = 1_000
const PROCESSES = 4
/** Shares are dealt out by the main line; what an assigned lead sets off would only take longer. */
const MAIN_LINE = pipeline.map(({ stage }) => stage.name).join()

/** A worker in a process of its own, which lives as long as its test. */
async function startWorker({ databaseUrl, config }: TestGateway): Promise<AsyncDisposable> {
  const worker = fork(WORKER, [databaseUrl, '0', String(config.leaseSeconds)], {
    env: { ...process.env, STL_STAGES: MAIN_LINE },
  })
  const exit = once(worker, 'exit')
  await once(worker, 'message')
  return {
    async [Symbol.asyncDispose]() {
      worker.kill('SIGKILL')
      await exit
    },
  }
}

/** Leads of so many persons at once, from one number up to another. */
const submit = (gateway: TestGateway, from: number, to: number) =>
  Promise.all(
    Array.from({ length: to - from }, (_, index) => {
      const person = from + index
      return gateway.submit('web-form', { email: `person${person}@company${person}.example` })
    }),
  )

test('1,000 leads at once, four processes: equal reps differ by at most one', async () => {
  await using gateway = await startTestGateway({}, { documents: onePoolOf(7) })
  await using workers = new AsyncDisposableStack()
  const started = Array.from({ length: PROCESSES }, () => startWorker(gateway))
  // While they start, half of the leads come; the other half when all of them are there.
  await submit(gateway, 0, LEADS / 2)
  for (const worker of await Promise.all(started)) workers.use(worker)
  await submit(gateway, LEADS / 2, LEADS)
  await eventually('every lead to be decided', async () => {
    const { travelling } = await gateway.db
      .selectFrom('leads')
      .select(({ fn }) => fn.countAll<string>().as('travelling'))
      .where('state', '=', 'travelling')
      .executeTakeFirstOrThrow()
    return Number(travelling) === 0
  })

  const shares = await gateway.db
    .selectFrom('assignments')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .groupBy('repId')
    .execute()
  const counts = shares.map(({ count }) => Number(count))
  assert.equal(counts.length, 7)
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    LEADS,
  )
  assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, counts.join(' '))
  const entries = postgresLedgerReader(gateway.db).entries('everybody' as PoolId)
  const ledger: LedgerEntry[] = []
  for await (const entry of entries) ledger.push(entry)
  assert.deepEqual(verifyLedger(ledger), [])
  await assertNothingLostOrTwice(gateway.db)
})
