import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aLead } from '../../test/support/a-lead.ts'
import { exampleCompany } from '../../test/support/example-company.ts'
import { memoryLeads } from '../../test/support/memory-leads.ts'
import { stagePorts } from '../../test/support/stage-ports.ts'
import type { AssignmentId, RepId, TaskId } from '../domain/ids.ts'
import type { Lead } from '../domain/lead.ts'
import type { FollowerPorts } from '../ports/follower.ts'
import { escalate } from './escalate.ts'

const A_TURN = { attempt: 0, again: () => undefined }
const NOW = new Date('2026-03-02T14:45:00Z')
const OFFERED = {
  state: 'assigned',
  waitingFor: undefined,
  assignmentId: '01900000-0000-7000-8000-0000000000a1' as AssignmentId,
  repId: 'mara-lind' as RepId,
} as const

/** The events that the end of the rep's time leads to. */
async function timeIsUp(given: Partial<Lead>) {
  const lead = aLead({ ...OFFERED, ...given })
  const leads = memoryLeads(lead)
  const task = {
    id: '01900000-0000-7000-8000-0000000000aa' as TaskId,
    leadId: lead.id,
    follower: 'escalate',
    subject: OFFERED.assignmentId,
    dueAt: NOW,
    createdAt: NOW,
  } as const
  const ports: Pick<FollowerPorts, 'leads' | 'clock'> = {
    ...stagePorts(exampleCompany(), NOW),
    leads,
  }
  await escalate.run(task, ports as FollowerPorts, A_TURN)
  return leads.events.map(({ type }) => type)
}

test('a lead whose rep has done nothing is taken back', async () => {
  assert.deepEqual(await timeIsUp({}), ['AssignmentExpired'])
})

const taken: Record<string, Partial<Lead>> = {
  'has acknowledged': { acknowledgedAt: NOW },
  'has called without acknowledging': { firstContactAt: NOW },
  'has recorded an outcome': { outcome: 'won' },
}
for (const [what, given] of Object.entries(taken)) {
  test(`a rep who ${what} keeps the lead`, async () => {
    assert.deepEqual(await timeIsUp(given), [])
  })
}
