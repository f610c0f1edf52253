import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startOps } from '../../src/compose/ops.ts'
import { openPlatform } from '../../src/compose/platform.ts'
import { hostedBy, startWorkerRole } from '../../src/compose/worker-role.ts'
import { Refused } from '../../src/domain/failure.ts'
import { FOLLOWERS } from '../../src/domain/task.ts'
import { INDEX } from '../../src/worker/keep-index.ts'
import { PUBLISH } from '../../src/worker/publish-events.ts'
import { eventually } from '../support/eventually.ts'
import { memoryLog } from '../support/memory-log.ts'
import { assertNothingLostOrTwice } from '../support/nothing-twice.ts'
import { startTestGateway, type TestGateway } from '../support/test-product.ts'

/** A Monday morning in Oslo: everybody of the EMEA pool is at work. */
const MONDAY = '2026-11-23T09:00:00Z'
const FIRST_HALF = ['fetch', 'validate', 'match', 'dedupe', 'enrich', 'account', 'score']
const SECOND_HALF = ['route', 'assign', ...FOLLOWERS, INDEX, PUBLISH]

/** A worker that hosts some stages only, as `STL_STAGES` asks it to, and says so to the others. */
async function startPartialWorker(gateway: TestGateway, stages: readonly string[]) {
  const { databaseUrl, clock } = gateway
  const config = { ...gateway.config, stages }
  const log = memoryLog()
  const platform = await openPlatform({ role: 'worker', config, databaseUrl, clock, log })
  const ops = await startOps(platform, hostedBy(stages))
  const running = startWorkerRole(platform, { watchdog: false })
  return {
    async [Symbol.asyncDispose]() {
      await running.stop(1_000)
      await ops.stop()
      await platform.close()
    },
  }
}

const anInquiry = (person: number) => ({
  email: `person${person}@company${person}.example`,
  country: 'NO',
})

async function waitingFor({ db }: TestGateway): Promise<readonly (string | null)[]> {
  const leads = await db.selectFrom('leads').select('waitingFor').distinct().execute()
  return leads.map((lead) => lead.waitingFor)
}

async function readiness({ url }: TestGateway) {
  const response = await fetch(`${url}/readyz`)
  return { status: response.status, ...((await response.json()) as { problems: string[] }) }
}

test('leads travel from one process to the next when each hosts its own stages', async () => {
  await using gateway = await startTestGateway({}, { at: MONDAY })
  await using _first = await startPartialWorker(gateway, FIRST_HALF)
  const ids = await Promise.all(
    Array.from({ length: 30 }, (_, person) => gateway.submit('web-form', anInquiry(person))),
  )
  await eventually('all leads at the border', async () => {
    const stages = await waitingFor(gateway)
    return stages.length === 1 && stages[0] === 'route'
  })

  await using _second = await startPartialWorker(gateway, SECOND_HALF)
  await eventually('all leads to be decided', async () => {
    const stages = await waitingFor(gateway)
    return stages.length === 1 && stages[0] === null
  })
  await eventually('all tasks to be done', async () => (await openTasks(gateway)).length === 0)

  await assertNothingLostOrTwice(gateway.db)
  const records = await gateway.db.selectFrom('crmContacts').select('id').execute()
  assert.equal(records.length, ids.length)
})

const openTasks = ({ db }: TestGateway) =>
  db
    .selectFrom('tasks')
    .select('follower')
    .where('state', '=', 'open')
    .where('dueAt', 'is', null)
    .execute()

test('a lead that is sent back crosses the border the other way', async () => {
  await using gateway = await startTestGateway({}, { at: MONDAY })
  await using _first = await startPartialWorker(gateway, [...FIRST_HALF, 'route'])
  await using _second = await startPartialWorker(gateway, ['assign', ...FOLLOWERS])
  const id = await gateway.submit('web-form', anInquiry(1))
  const repOf = async () => {
    const row = await gateway.db
      .selectFrom('leads')
      .select('repId')
      .where('id', '=', id)
      .where('state', '=', 'assigned')
      .executeTakeFirst()
    return row?.repId
  }
  const first = await eventually('a rep', async () => (await repOf()) ?? undefined)

  await gateway.api('POST', `/v1/leads/${id}/decline`)

  await eventually('another rep', async () => {
    const rep = await repOf()
    return rep !== undefined && rep !== first
  })
})

test('readiness names every stage and follower that nobody hosts', async () => {
  await using gateway = await startTestGateway({}, { at: MONDAY })
  const nobody = await readiness(gateway)
  const first = await startPartialWorker(gateway, FIRST_HALF)
  const half = await readiness(gateway)
  const second = await startPartialWorker(gateway, SECOND_HALF)
  const whole = await readiness(gateway)
  await first[Symbol.asyncDispose]()
  const afterwards = await readiness(gateway)
  await second[Symbol.asyncDispose]()

  const missing = (names: readonly string[]) => names.map((name) => `Nobody hosts ${name}`)
  assert.equal(nobody.status, 503)
  assert.deepEqual(nobody.problems, missing([...FIRST_HALF, ...SECOND_HALF]))
  assert.deepEqual([half.status, half.problems], [503, missing(SECOND_HALF)])
  assert.deepEqual([whole.status, whole.problems], [200, []])
  assert.deepEqual([afterwards.status, afterwards.problems], [503, missing(FIRST_HALF)])
})

test('a stage that does not exist is refused before anything starts', () => {
  assert.throws(
    () => hostedBy(['validate', 'deduplicate']),
    (error) => error instanceof Refused && error.code === 'stage-unknown',
  )
})
