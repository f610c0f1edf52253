import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { SlaDocument } from '../../src/domain/documents/sla.ts'
import { eventually } from '../support/eventually.ts'
import { exampleCompany } from '../support/example-company.ts'
import { leasesEnd } from '../support/leases-end.ts'
import { onePoolOf } from '../support/one-pool-of.ts'
import { startTestGateway, type TestGateway } from '../support/test-product.ts'

const WORKER = new URL('doomed-escalation.ts', import.meta.url)

/** Dies with its test at the latest. */
function startWorker({ databaseUrl }: TestGateway, fate: 'dies' | 'lives') {
  const worker: ChildProcess = fork(WORKER, [databaseUrl, fate])
  const exit = once(worker, 'exit')
  return {
    isDead: () => worker.signalCode !== null || worker.exitCode !== null,
    [Symbol.asyncDispose]: async () => {
      worker.kill('SIGKILL')
      await exit
    },
  }
}

test('a worker killed as it has taken a lead back: it was taken back once, and the next rep is told', {
  skip: process.env.STL_TEST_LONG === undefined,
}, async () => {
  const steps = [{ afterMinutes: 0.01, do: 'reassign' }]
  const sla = { ...exampleCompany().documents.sla, policies: [{ id: 'all', steps }], maxHops: 1 }
  const documents = { ...onePoolOf(2), channels: { inApp: {} }, sla: SlaDocument.parse(sla) }
  await using gateway = await startTestGateway({}, { documents })
  const inquiry = { email: 'kari@fjordtech.no', country: 'NO', message: 'A question' }
  const id = await gateway.submit('web-form', inquiry)
  {
    await using doomed = startWorker(gateway, 'dies')
    await eventually('the worker to die', async () => doomed.isDead())
    await leasesEnd(gateway.db)
  }
  const count = async (type: string) =>
    (await gateway.events(id)).filter((one) => one === type).length
  assert.deepEqual([await count('AssignmentExpired'), await count('LeadAssigned')], [1, 1])

  await using _healthy = startWorker(gateway, 'lives')
  await eventually('the next rep to be told', async () => (await count('RepNotified')) === 2)

  assert.deepEqual([await count('AssignmentExpired'), await count('LeadAssigned')], [1, 2])
})
