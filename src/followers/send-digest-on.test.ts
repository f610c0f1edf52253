import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aLead } from '../../test/support/a-lead.ts'
import { numberedId } from '../../test/support/numbered-id.ts'
import { memoryNotifier } from '../adapters/memory/notifier.ts'
import type { Outcome } from '../domain/decision.ts'
import { Unavailable } from '../domain/failure.ts'
import type { AssignmentId, LeadId, RepId } from '../domain/ids.ts'
import type { LeadEvent } from '../domain/lead-event.ts'
import type { SentDigest } from '../ports/digest-log.ts'
import type { FollowerPorts } from '../ports/follower.ts'
import type { NotificationDraft } from '../ports/notification-log.ts'
import { sendDigestOn } from './send-digest-on.ts'

const NOW = new Date('2026-03-02T14:45:00Z')
const repId = 'jonas' as RepId
const members = [1, 2, 3].map((place) => ({
  lead: aLead({ id: numberedId<LeadId>(place), repId }),
  assignmentId: numberedId<AssignmentId>(100 + place),
  actions: ['accept', 'decline'] as const,
}))
const recipient = { repId, name: 'Jonas', email: 'jonas@example.com' }

/** A digest of three leads of which some were told already, on a channel of which this is known. */
function scene(
  told: readonly AssignmentId[] = [],
  before?: SentDigest,
  perhapsSent: readonly AssignmentId[] = [],
) {
  const events: LeadEvent[] = []
  const failed: unknown[] = []
  const looked: Date[] = []
  const notifier = memoryNotifier()
  const looking = {
    ...notifier,
    find: async (_: unknown, since: Date) => {
      looked.push(since)
      return { providerId: 'memory:3' }
    },
  }
  const ports = {
    clock: () => NOW,
    publicUrl: 'https://leads.example',
    digests: { sent: async () => new Map(before && [[notifier.channel, before]]) },
    notifications: {
      attempt: async ({ assignmentId }: NotificationDraft) =>
        told.includes(assignmentId)
          ? undefined
          : {
              id: `alert ${assignmentId}`,
              uncertainSince: perhapsSent.includes(assignmentId) ? NOW : undefined,
            },
      failed: async (...failure: unknown[]) => void failed.push(failure),
    },
    leads: {
      record: async (id: LeadId, outcome: (lead: object) => Outcome) =>
        void events.push(outcome(members.find(({ lead }) => lead.id === id)?.lead ?? {}).event),
    },
  } as unknown as FollowerPorts
  const digest = { id: numberedId<AssignmentId>(101), entries: [], takenAt: NOW, toldAt: undefined }
  const items = ['Ada', 'Bo', 'Kim']
  const textOn = (_: string, { length }: readonly unknown[]) => ({ title: `${length}`, items })
  const sending = { digest, recipient, repId, members, textOn }
  return { notifier, events, failed, looked, send: () => sendDigestOn(looking, sending, ports) }
}

const idsOf = (events: readonly LeadEvent[]) =>
  events.map((event) => ('providerId' in event ? [event.type, event.providerId] : [event.type]))

test('one message tells of all, and is recorded for each', async () => {
  const { notifier, events, send } = scene()

  assert.equal(await send(), true)

  assert.deepEqual(
    notifier.sent[0]?.items?.map(({ text }) => text),
    ['Ada', 'Bo', 'Kim'],
  )
  assert.equal(notifier.sent.length, 1)
  assert.deepEqual(
    idsOf(events),
    members.map(() => ['RepNotified', 'memory:1']),
  )
})

test('what a channel took before a crash is recorded for the leads that lack it, and not sent again', async () => {
  const { notifier, events, send } = scene([members[0]?.assignmentId as AssignmentId], {
    providerId: 'memory:7',
  })

  assert.equal(await send(), true)

  assert.deepEqual(notifier.sent, [])
  assert.deepEqual(idsOf(events), [
    ['RepNotified', 'memory:7'],
    ['RepNotified', 'memory:7'],
  ])
})

test('a lead that was told alone meanwhile is left out', async () => {
  const { notifier, send } = scene([members[1]?.assignmentId as AssignmentId])

  await send()

  assert.deepEqual(
    notifier.sent[0]?.items?.map(({ text }) => text),
    ['Ada', 'Kim'],
  )
  assert.equal(notifier.sent[0]?.title, '2')
})

test('a channel that is down is noted for each lead, and the digest is tried again', async () => {
  const { notifier, events, failed, send } = scene()
  const down = new Unavailable('memory-unreachable', 'The channel is down')
  notifier.failWith({ error: down, afterEffect: false })

  await assert.rejects(send(), down)

  assert.deepEqual([failed.length, events.length], [3, 0])
})

test('a digest that was perhaps sent is looked for, unless a lead is in it that was in none', async () => {
  const ids = members.map(({ assignmentId }) => assignmentId)
  const before = scene([], undefined, ids)
  const mixed = scene([], undefined, ids.slice(1))

  await before.send()
  await mixed.send()

  assert.deepEqual([before.looked, before.notifier.sent.length], [[NOW], 0])
  assert.deepEqual(
    idsOf(before.events),
    members.map(() => ['RepNotified', 'memory:3']),
  )
  assert.deepEqual([mixed.looked, mixed.notifier.sent.length], [[], 1])
})
