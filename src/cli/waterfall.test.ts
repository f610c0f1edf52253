import assert from 'node:assert/strict'
import { test } from 'node:test'
import { waterfall } from './waterfall.ts'

type Asked = Parameters<typeof waterfall>

test('a step of the escalation says what was done and who was told of it, and an alert by what', () => {
  const told: readonly Event[] = [
    ['EscalationStepTaken', { repId: 'daniela', action: 'tell-standby', toldRepIds: ['grace'] }],
    ['RepNotified', { repId: 'grace', channel: 'slack' }],
    ['EscalationStepSkipped', { repId: 'daniela', action: 'tell-manager' }],
  ]
  const text = textOf('assigned', told)

  for (const line of [
    'escalation: tell-standby, grace',
    'rep notified: slack, grace',
    'escalation skipped: tell-manager',
  ]) {
    assert.ok(
      text.split('\n').some((one) => one.endsWith(`  ${line}`)),
      text,
    )
  }
})

test('why a lead was rejected or waits for a person is told, and how it is decided', () => {
  const reasons = ['link-in-name', 'gibberish']
  const quarantined = ['LeadQuarantined', { reasons, reviewItemId: 'item' }] as const

  const waits = textOf('quarantined', [quarantined])
  const rejected = textOf('rejected', [quarantined, ['LeadRejected', { reasons: ['unreachable'] }]])
  const released = textOf('assigned', [quarantined, ['LeadReleased', { reviewItemId: 'item' }]])

  assert.match(
    waits,
    /: quarantined\nbecause of link-in-name, gibberish\n {2}\.\/stl reviews resolve item release \| reject\n\n/,
  )
  assert.match(waits, / lead quarantined: link-in-name, gibberish$/m)
  assert.match(rejected, /: rejected\nbecause of unreachable\n\n/)
  assert.doesNotMatch(released, /because of|reviews resolve/)
})

test('what failed or was skipped is told with its code', () => {
  const text = textOf('assigned', [
    ['StageSkipped', { stage: 'enrich', code: 'out-of-time' }],
    ['NotificationFailed', { channel: 'slack', code: 'slack-recipient-unknown' }],
  ])

  assert.match(text, / stage skipped: enrich \(out-of-time\)$/m)
  assert.match(text, / alert failed: slack-recipient-unknown$/m)
})

type Event = readonly [type: string, data: Record<string, unknown>]

function textOf(state: string, events: readonly Event[]): string {
  const steps = events.map(([type, data], place) => ({
    ...{ type, data, version: place, at: '', atMs: place, tookMs: 0 },
  }))
  const lead = { id: 'one', sourceKey: 'web-form', state } as Asked[0]
  const journey = { steps, tasks: [] } as unknown as Asked[1]
  return waterfall(lead, journey, { assignments: [] } as unknown as Asked[2])
}
