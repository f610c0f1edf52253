import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SlaDocument } from '../../src/domain/documents/sla.ts'
import { timerOf } from '../../src/domain/escalation.ts'
import { Overtaken } from '../../src/domain/failure.ts'
import type { AssignmentId, LeadId, RepId, TaskId } from '../../src/domain/ids.ts'
import { escalate } from '../../src/followers/escalate.ts'
import type { FollowerPorts } from '../../src/ports/follower.ts'
import { eventually } from '../support/eventually.ts'
import { exampleCompany } from '../support/example-company.ts'
import { startTestProduct, type TestProduct } from '../support/test-product.ts'

const MINUTE = 60_000

/** A lead whose rep loses it and is set away when ten minutes pass. */
async function offered(action: string) {
  const policies = [{ id: 'all', steps: [{ afterMinutes: 10, do: action, setAway: true }] }]
  const sla = SlaDocument.parse({ ...exampleCompany().documents.sla, policies })
  const product = await startTestProduct({ documents: { sla }, at: '2026-11-23T09:00:00Z' })
  const inquiry = { email: 'kari@fjordtech.no', country: 'NO', message: 'Please call me' }
  const id = await product.submit('web-form', inquiry)
  const { repId = '' } = await product.decided(id, 'assigned')
  return { product, id, repId }
}

const changesOf = ({ db }: TestProduct) =>
  db.selectFrom('presenceChanges').select(['repId', 'presence']).execute()

/** Runs the step that takes the lead; between its look at the lead and its decision the rep accepts. */
async function stepOvertakenByRep(product: TestProduct, id: LeadId, repId: string) {
  const { assignmentId, escalation } = await product.lead(id)
  const token = await product.repToken(repId)
  const { worker } = product
  const leads: FollowerPorts['leads'] = {
    ...worker.leads,
    async load(leadId) {
      const before = await worker.leads.load(leadId)
      const { status } = await product.api(
        ...(['POST', `/v1/leads/${leadId}/acknowledge`, undefined, token] as const),
      )
      assert.equal(status, 200)
      return before
    },
  }
  const task = {
    id: '01900000-0000-7000-8000-0000000000aa' as TaskId,
    leadId: id,
    follower: 'escalate',
    subject: timerOf(assignmentId as AssignmentId, escalation),
    dueAt: undefined,
    createdAt: product.clock(),
  } as const
  const ports = { ...worker, leads } as unknown as FollowerPorts
  return escalate.run(task, ports, { attempt: 0, again: () => undefined })
}

for (const action of ['reassign', 'default-acceptor']) {
  test(`who accepts as ${action} would take the lead keeps it and is not set away`, async () => {
    const { product, id, repId } = await offered(action)
    await using _ = product

    const step = stepOvertakenByRep(product, id, repId)
    // The decision of the one looks at what was loaded, which is tried again; that of the other at what is.
    await (action === 'reassign' ? step : assert.rejects(step, Overtaken))

    const lead = await product.lead(id)
    assert.deepEqual([lead.repId, lead.acknowledgedAt === undefined], [repId, false])
    assert.deepEqual(await changesOf(product), [])
  })
}

/** What the rep was told besides offers. */
const toldOf = ({ db }: TestProduct, repId: string) =>
  db
    .selectFrom('notifications')
    .select(['title', 'lines'])
    .where('repId', '=', repId as RepId)
    .where('occasion', '<>', 'assigned')
    .where('state', '=', 'accepted')
    .execute()

test('who lets leads pass is set away as they go on to the next, and is told once how to come back', async () => {
  const { product, id, repId } = await offered('reassign')
  await using _ = product
  // Another lead, which is given to the same rep by hand, so that both are let pass at once.
  const other = await product.submit('web-form', { email: 'ola@fjordtech.no', message: 'Me too' })
  await product.decided(other)
  await product.api('POST', `/v1/leads/${other}/reassign`, { repId })

  await product.forward(10 * MINUTE)
  for (const lead of [id, other]) {
    await eventually('another rep', async () => (await product.lead(lead)).repId !== repId)
  }
  await eventually('another rep', async () => {
    const lead = await product.lead(id)
    return lead.state === 'assigned' && lead.repId !== repId
  })

  assert.deepEqual(await changesOf(product), [{ repId, presence: 'set-away' }])
  const told = await eventually('the word to the rep', async () => {
    const alerts = await toldOf(product, repId)
    return alerts.length > 0 && alerts
  })
  const tasks = await product.db
    .selectFrom('tasks')
    .select('id')
    .where('follower', '=', 'tell-set-away')
    .execute()
  assert.equal(tasks.length, 1)
  assert.match(told[0]?.title ?? '', /^You are set away/)
  assert.ok(told[0]?.lines.includes(`./stl reps presence ${repId} online`))
  assert.doesNotMatch(JSON.stringify(told), /kari|ola|fjordtech/i)
})
