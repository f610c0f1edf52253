import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aLead } from '../../test/support/a-lead.ts'
import { exampleCompany } from '../../test/support/example-company.ts'
import { memoryLeads } from '../../test/support/memory-leads.ts'
import { stagePorts } from '../../test/support/stage-ports.ts'
import { memoryNotifier } from '../adapters/memory/notifier.ts'
import { Unavailable } from '../domain/failure.ts'
import { type AssignmentId, type ContactId, newId, type TaskId } from '../domain/ids.ts'
import type { FollowerPorts } from '../ports/follower.ts'
import { notify } from './notify.ts'

const A_TURN = { attempt: 0, again: () => undefined }
const NOW = new Date('2026-03-02T14:45:00Z')
const DOWN = new Unavailable('memory-unreachable', 'The channel is down')
const FAULT = new TypeError('A mistake of ours')

/** Tells a rep on three channels: the first is down, the second fails as given, the third works. */
async function tellWith(second: Error) {
  const company = exampleCompany()
  const assignmentId = newId<AssignmentId>(NOW)
  const repId = company.documents.teams.reps[0]?.id
  const lead = aLead({ state: 'assigned', assignmentId, repId, contactId: newId<ContactId>(NOW) })
  const leads = memoryLeads(lead)
  const channels = ['first', 'second', 'third'].map((channel) => memoryNotifier({ channel }))
  channels[0]?.failWith({ error: DOWN, afterEffect: false })
  channels[1]?.failWith({ error: second, afterEffect: false })
  const ports: Pick<FollowerPorts, 'leads' | 'clock'> = {
    ...stagePorts(company, NOW),
    leads,
    ...{
      notifiers: async () => channels,
      notifications: {
        attempt: async () => ({ id: newId(NOW), uncertainSince: undefined }),
        failed: async () => undefined,
        offer: async () => ({ offeredAt: NOW, acknowledgeBy: undefined, states: new Map() }),
        ended: async () => undefined,
      },
      contacts: { claim: async () => ({ release: async () => undefined }) },
    },
  }
  const id = newId<TaskId>(NOW)
  const subject = { leadId: lead.id, subject: assignmentId, dueAt: undefined, createdAt: NOW }
  const task = { id, follower: 'notify', ...subject } as const
  const [ended] = await Promise.allSettled([notify.run(task, ports as FollowerPorts, A_TURN)])
  const failure: unknown = ended.status === 'rejected' ? ended.reason : undefined
  return { failure, events: leads.events.map(({ type }) => type) }
}

test('a channel that is down keeps no other from telling the rep', async () => {
  const { failure, events } = await tellWith(DOWN)

  assert.equal(failure, DOWN)
  assert.deepEqual(events, ['RepNotified'])
})

test('a fault of one channel does not hide behind the outage of another', async () => {
  const { failure } = await tellWith(FAULT)

  assert.equal(failure, FAULT)
})
