import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { openPlatform } from '../../src/compose/platform.ts'
import { startWorkerRole } from '../../src/compose/worker-role.ts'
import { readConfig } from '../../src/config.ts'
import type { LeadId } from '../../src/domain/ids.ts'
import { eventually } from '../support/eventually.ts'
import { leasesEnd } from '../support/leases-end.ts'
import { assertNothingLostOrTwice } from '../support/nothing-twice.ts'
import { startTestGateway, type TestGateway } from '../support/test-product.ts'

const WORKER = new URL('doomed-worker.ts', import.meta.url)
/** Long enough for a run on a busy machine: a lead whose run outlasts its lease is only handed back. */
const LEASE_SECONDS = 6
/** One of them in the main line, one among the followers, unless there is time for more. */
const KILLED_AFTER = process.env.STL_TEST_LONG === undefined ? [7] : [1, 2, 4, 7, 10]

/** Two inquiries of one person and one of another, so that ownership is at stake as well. */
const FIRST = { email: 'kari@fjordtech.no', country: 'NO', message: 'First question' }
const INQUIRIES = [
  FIRST,
  { email: 'kari@fjordtech.no', country: 'NO', message: 'Second question' },
  { email: 'sam@acme.example', country: 'US', message: 'Another question' },
]

async function submitAll(gateway: TestGateway): Promise<void> {
  for (const inquiry of INQUIRIES) await gateway.submit('web-form', inquiry)
}

type DoomedWorker = AsyncDisposable & { readonly isDead: () => boolean }

/** Dies with its test at the latest. */
function startDoomedWorker(databaseUrl: string, commits: number): DoomedWorker {
  const worker: ChildProcess = fork(WORKER, [databaseUrl, String(commits), String(LEASE_SECONDS)])
  const exit = once(worker, 'exit')
  return {
    isDead: () => worker.signalCode !== null || worker.exitCode !== null,
    [Symbol.asyncDispose]: async () => {
      worker.kill('SIGKILL')
      await exit
    },
  }
}

/** Waits for the death of the worker; what it had claimed can be claimed again. */
async function death({ db }: TestGateway, worker: DoomedWorker): Promise<void> {
  await eventually('the worker to die', async () => worker.isDead())
  await leasesEnd(db)
}

async function finishWithHealthyWorker(gateway: TestGateway): Promise<void> {
  await using _healthy = startDoomedWorker(gateway.databaseUrl, 0)
  await eventually('everything to be settled', () => settled(gateway))
}

async function stateOf({ db }: TestGateway, id: LeadId) {
  const row = await db.selectFrom('leads').select('state').where('id', '=', id).executeTakeFirst()
  return row?.state
}

async function settled({ db }: TestGateway): Promise<boolean> {
  const travelling = await db
    .selectFrom('leads')
    .select('id')
    .where('state', '=', 'travelling')
    .execute()
  const open = await db
    .selectFrom('tasks')
    .select('id')
    .where('state', '=', 'open')
    .where('dueAt', 'is', null)
    .execute()
  return travelling.length === 0 && open.length === 0
}

async function assertOnceAndWhole({ db }: TestGateway): Promise<void> {
  await assertNothingLostOrTwice(db)
  const leads = await db.selectFrom('leads').select(['state', 'contactId']).execute()
  assert.equal(new Set(leads.map(({ contactId }) => contactId)).size, 2)
  assert.deepEqual(leads.map(({ state }) => state).sort(), ['assigned', 'assigned', 'attached'])
  assert.equal((await db.selectFrom('crmContacts').select('id').execute()).length, 2)
  assert.equal((await db.selectFrom('deadLetters').select('id').execute()).length, 0)
  const alerts = await db.selectFrom('notifications').select(['assignmentId', 'state']).execute()
  assert.equal(new Set(alerts.map(({ assignmentId }) => assignmentId)).size, 3)
  assert.ok(alerts.every(({ state }) => state === 'accepted'))
}

/** What followers tell of each lead stands in its journey once, for each alert and for the CRM. */
async function assertToldOnce({ db }: TestGateway): Promise<void> {
  const told = await db
    .selectFrom('leadEvents')
    .select(['leadId', 'type', 'data'])
    .where('type', 'in', ['RepNotified', 'CrmRecordWritten', 'LeadReenriched', 'LeadRescored'])
    .execute()
  const alerts = await db.selectFrom('notifications').select('id').execute()
  const count = (type: string) => told.filter((event) => event.type === type).length
  assert.equal(count('RepNotified'), alerts.length)
  assert.equal(count('CrmRecordWritten'), INQUIRIES.length)
  assert.equal(new Set(told.map((event) => JSON.stringify(event))).size, told.length)
}

describe('nothing is lost and nothing happens twice', { concurrency: 2 }, () => {
  test('when every worker is killed right after its first commit', async () => {
    await using gateway = await startTestGateway({ leaseSeconds: LEASE_SECONDS })
    const id = await gateway.submit('web-form', FIRST)

    const decided = async () => (await stateOf(gateway, id)) !== 'travelling'
    let deaths = 0
    while (!(await decided())) {
      await using worker = startDoomedWorker(gateway.databaseUrl, 1)
      await death(gateway, worker)
      deaths += 1
    }
    await finishWithHealthyWorker(gateway)

    const events = await gateway.events(id)
    assert.equal(deaths, 2, 'one death for each commit of the main line')
    assert.ok(events.includes('LeadAssigned'))
    await assertNothingLostOrTwice(gateway.db)
  })

  for (const commits of KILLED_AFTER) {
    test(`when the worker is killed after ${commits} commits`, async () => {
      await using gateway = await startTestGateway({ leaseSeconds: LEASE_SECONDS })
      await submitAll(gateway)
      await using doomed = startDoomedWorker(gateway.databaseUrl, commits)
      await death(gateway, doomed)

      await finishWithHealthyWorker(gateway)

      await assertOnceAndWhole(gateway)
    })
  }

  test('when every job is delivered twice', async () => {
    await using gateway = await startTestGateway({ leaseSeconds: LEASE_SECONDS })
    const config = { ...readConfig({}), leaseSeconds: LEASE_SECONDS }
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
    const { databaseUrl } = gateway
    await using started = new AsyncDisposableStack()
    const platform = await openPlatform({ role: 'worker', config, databaseUrl, log })
    started.defer(() => platform.close())
    const jobs: typeof platform.jobs = {
      ...platform.jobs,
      claim: async (queue, limit) => {
        const claimed = await platform.jobs.claim(queue, limit)
        return claimed.flatMap((job) => [job, { ...job }])
      },
    }
    const worker = startWorkerRole({ ...platform, jobs }, { watchdog: false })
    started.defer(() => worker.stop(1_000))

    await submitAll(gateway)
    await eventually('everything to be settled', () => settled(gateway))
    await started.disposeAsync()

    await assertOnceAndWhole(gateway)
    await assertToldOnce(gateway)
  })
})
