import assert from 'node:assert/strict'
import { test } from 'node:test'
import { waterfall } from './waterfall.ts'

type Asked = Parameters<typeof waterfall>

test('a step of the escalation says what was done and who was told of it, and an alert by what', () => {
  const told: readonly [string, Record<string, unknown>][] = [
    ['EscalationStepTaken', { repId: 'daniela', action: 'tell-standby', toldRepIds: ['grace'] }],
    ['RepNotified', { repId: 'grace', channel: 'slack' }],
    ['EscalationStepSkipped', { repId: 'daniela', action: 'tell-manager' }],
  ]
  const steps = told.map(([type, data], place) => ({
    ...{ type, data, version: place, at: '', atMs: place, tookMs: 0 },
  }))
  const lead = { id: 'one', sourceKey: 'web-form', state: 'assigned' } as Asked[0]
  const journey = { steps, tasks: [] } as unknown as Asked[1]

  const text = waterfall(lead, journey, { assignments: [] } as unknown as Asked[2])

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
