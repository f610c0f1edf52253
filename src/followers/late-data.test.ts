import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aLead } from '../../test/support/a-lead.ts'
import { exampleCompany } from '../../test/support/example-company.ts'
import { memoryLeads } from '../../test/support/memory-leads.ts'
import { stagePorts } from '../../test/support/stage-ports.ts'
import { newId, type TaskId } from '../domain/ids.ts'
import type { FollowerPorts } from '../ports/follower.ts'
import type { LeadStore } from '../ports/lead-store.ts'
import { lateData } from './late-data.ts'

const A_TURN = { attempt: 0, again: () => undefined }
const NOW = new Date('2026-03-02T14:45:00Z')

/** A lead that was assigned without the given stages, and its task. */
function scene(...skippedStages: string[]) {
  const lead = aLead({ state: 'assigned', waitingFor: undefined, skippedStages })
  const leads = memoryLeads(lead)
  const ports: Pick<FollowerPorts, 'leads' | 'clock'> = {
    ...stagePorts(exampleCompany(), NOW),
    leads: { ...leads, record: oneAtATime(leads.record) },
  }
  const task = {
    id: newId<TaskId>(NOW),
    leadId: lead.id,
    follower: 'late-data',
    subject: undefined,
    dueAt: undefined,
    createdAt: NOW,
  } as const
  return {
    run: () => lateData.run(task, ports as FollowerPorts, A_TURN),
    told: () => leads.events.map(({ type }) => type),
  }
}

/** Facts are recorded under the lead's lock, which leads in memory do not have. */
function oneAtATime(record: LeadStore['record']): LeadStore['record'] {
  let earlier: Promise<unknown> = Promise.resolve()
  return (...args) => {
    const recorded = earlier.then(() => record(...args))
    earlier = recorded
    return recorded
  }
}

test('a task that runs twice at once, and then again, tells everything once', async () => {
  const { run, told } = scene('enrich', 'score')

  await Promise.all([run(), run()])
  await run()

  assert.deepEqual(told(), ['LeadReenriched', 'LeadRescored'])
})

test('a score that is owed is told of, even if no data are', async () => {
  const { run, told } = scene('score')

  await run()

  assert.deepEqual(told(), ['LeadRescored'])
})

test('a lead that was enriched by a run that died is still scored', async () => {
  const { run, told } = scene()

  await run()

  assert.deepEqual(told(), ['LeadRescored'])
})
