import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aLead } from '../../test/support/a-lead.ts'
import { exampleCompany } from '../../test/support/example-company.ts'
import { stagePorts } from '../../test/support/stage-ports.ts'
import { memoryNotifier } from '../adapters/memory/notifier.ts'
import type { AlertState } from '../domain/alert.ts'
import { Unavailable } from '../domain/failure.ts'
import type { AssignmentId, LeadId, RepId, TaskId } from '../domain/ids.ts'
import type { FollowerPorts } from '../ports/follower.ts'
import type { EndedOffer } from '../ports/notification-log.ts'
import type { Notifier } from '../ports/notifier.ts'
import { settleAlerts } from './settle-alerts.ts'

const NOW = new Date('2026-03-02T14:45:00Z')
const A_TURN = { attempt: 0, again: () => undefined }
const ASSIGNMENT = '01900000-0000-7000-8000-0000000000a1' as AssignmentId
const LEAD = '01900000-0000-7000-8000-000000000001' as LeadId
const DOWN = new Unavailable('memory-unreachable', 'The channel is down')

type Shown = { readonly channel: string; readonly to: string } & AlertState

/** Channels by name: whether one can change what it sent, cannot, or is down at the moment. */
type Channels = Readonly<Record<string, 'changes' | 'cannot change' | 'is down'>>

/** Settles an offer that ended so, of which Jonas was told on all channels, and says what messages show. */
async function settled(status: EndedOffer['status'], channels: Channels, told = 'jonas') {
  const shown: Shown[] = []
  const notifiers = Object.entries(channels).map(([channel, kind]): Notifier => {
    const notifier = memoryNotifier({ channel })
    if (kind === 'cannot change') return notifier
    return {
      ...notifier,
      async update({ recipient }, state) {
        if (kind === 'is down') throw DOWN
        shown.push({ channel, to: recipient.repId, ...state })
      },
    }
  })
  const alert = {
    leadId: LEAD,
    assignmentId: ASSIGNMENT,
    title: 'New lead',
    lines: [],
    occasion: 'assigned' as const,
  }
  const alerts = Object.keys(channels).map((channel, nth) => ({
    ...{ ...alert, id: `alert-${nth}`, channel, repId: told as RepId, providerId: `id-${nth}` },
  }))
  const by = { at: NOW, repId: 'grace' as RepId, firstContactAt: undefined }
  const ended: EndedOffer = { status, ...by, alerts }
  const ports = {
    ...stagePorts(exampleCompany(), NOW),
    notifiers: async () => notifiers,
    leads: { load: async () => aLead({ id: LEAD }) },
    notifications: { ended: async (id: AssignmentId) => (id === ASSIGNMENT ? ended : undefined) },
    publicUrl: 'https://leads.example',
  } as unknown as FollowerPorts
  const settle = async (subject: string = ASSIGNMENT) => {
    const about = { leadId: LEAD, subject, dueAt: undefined, createdAt: NOW }
    const task = { id: 'task' as TaskId, follower: 'settle-alerts' as const, ...about }
    await settleAlerts.run(task, ports, A_TURN)
  }
  return { shown, settle }
}

const OUTCOMES = {
  acknowledged: 'accepted',
  declined: 'declined',
  expired: 'expired',
  closed: 'closed',
} as const
for (const [status, outcome] of Object.entries(OUTCOMES)) {
  test(`messages about an offer that was ${status} say so, with whom`, async () => {
    const { shown, settle } = await settled(status as EndedOffer['status'], { slack: 'changes' })

    await settle()

    assert.deepEqual(shown, [
      { channel: 'slack', to: 'jonas', outcome, by: 'Grace Okafor', at: NOW },
    ])
  })
}

test('a channel that is down keeps no other from showing it, and is tried again', async () => {
  const { shown, settle } = await settled('acknowledged', { slack: 'is down', push: 'changes' })

  await assert.rejects(settle(), DOWN)

  assert.deepEqual(
    shown.map(({ channel }) => channel),
    ['push'],
  )
})

test('a channel that cannot change what it sent is left out', async () => {
  const { shown, settle } = await settled('acknowledged', { sms: 'cannot change' })

  await settle()

  assert.deepEqual(shown, [])
})

test('an offer that stands changes nothing, nor does a message to a rep who is no more', async () => {
  const standing = await settled('acknowledged', { slack: 'changes' })
  const gone = await settled('acknowledged', { slack: 'changes' }, 'gone-long-ago')

  await standing.settle('01900000-0000-7000-8000-0000000000a2')
  await gone.settle()

  assert.deepEqual([standing.shown, gone.shown], [[], []])
})
