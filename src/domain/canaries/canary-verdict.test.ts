import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RecordedEvent, TaskRecord } from '../journey.ts'
import type { LeadEventType } from '../lead-event.ts'
import { type CanaryFlight, canaryVerdict } from './canary-verdict.ts'

const SENT = new Date('2026-03-02T14:30:00Z')
const after = (ms: number) => new Date(SENT.getTime() + ms)

type Told = readonly [LeadEventType, number, Record<string, unknown>?]

const CLEAR: readonly Told[] = [
  ['LeadCaptured', 0],
  ['LeadValidated', 20],
  ['ContactIdentified', 40],
  ['LeadRouted', 60, { ruleId: 'demo' }],
  ['LeadAssigned', 90],
  ['RepNotified', 300, { channel: 'slack' }],
]

const task = (state: TaskRecord['state'], failure?: string): TaskRecord => ({
  ...{ id: 't', follower: 'notify', state, createdAt: after(90), failure },
  ...{ dueAt: undefined, endedAt: undefined },
})

function judged(
  told: readonly Told[],
  tasks: readonly TaskRecord[],
  atMs = 2_000,
  alerts: CanaryFlight['alerts'] = [],
) {
  const events = told.map(
    ([type, ms, data = {}], index): RecordedEvent => ({
      version: index + 1,
      type,
      at: after(ms),
      data,
    }),
  )
  const limits = { route: 0.5, notify: 1 }
  return canaryVerdict({ sentAt: SENT, events, tasks, alerts }, { limits }, 'demo', after(atMs))
}

test('one whose rep was told in time, by the rule that should have it, is well', () => {
  assert.deepEqual(judged(CLEAR, [task('done')]), { state: 'ok', tookMs: 300, problems: [] })
})

test('one whose rep is still being told is waited for, until all limits together are over', () => {
  assert.deepEqual(judged(CLEAR, [task('open')]), { state: 'under-way' })

  const late = judged(CLEAR.slice(0, 3), [], 60_000)

  assert.partialDeepStrictEqual(late, {
    state: 'failing',
    problems: [{ code: 'lost', about: 'journey', detail: 'nothing came after ContactIdentified' }],
  })
})

test('a channel that is down is named, and nothing is called lost', () => {
  const alerts = [
    { channel: 'slack', state: 'accepted', failure: undefined },
    { channel: 'email', state: 'sending', failure: 'smtp-unreachable' },
  ]

  const late = judged(CLEAR, [task('open')], 60_000, alerts)

  assert.partialDeepStrictEqual(late, {
    state: 'failing',
    problems: [{ code: 'not-told', about: 'email', detail: 'smtp-unreachable' }],
  })
})

test('slow steps, a wrong rule, a refused channel and a skipped stage are all named', () => {
  const told: readonly Told[] = [
    ['LeadCaptured', 0],
    ['StageSkipped', 10, { stage: 'enrich', why: 'failed', code: 'clearbit-denied' }],
    ['LeadRouted', 700, { ruleId: 'fallback' }],
    ['LeadAssigned', 710],
    ['NotificationFailed', 720, { channel: 'slack', code: 'slack-denied' }],
    ['RepNotified', 2_710, { channel: 'email' }],
  ]

  const { problems } = judged(told, [task('done')], 3_000) as { problems: readonly object[] }

  assert.deepEqual(problems, [
    { code: 'slow', about: 'route', detail: '0.69 s, limit 0.5 s' },
    { code: 'slow', about: 'notify', detail: '2 s, limit 1 s' },
    { code: 'skipped', about: 'enrich', detail: 'clearbit-denied' },
    { code: 'misrouted', about: 'route', detail: 'rule fallback, not demo' },
    { code: 'not-told', about: 'slack', detail: 'slack-denied' },
  ])
})

test('one that validation turned away is stopped there, and not waited for', () => {
  const told: readonly Told[] = [
    ['LeadCaptured', 0],
    ['LeadRejected', 10, { reasons: ['source-paused'] }],
  ]

  const { problems } = judged(told, [], 100) as { problems: readonly object[] }

  assert.deepEqual(problems, [{ code: 'stopped', about: 'validate', detail: 'source-paused' }])
})
