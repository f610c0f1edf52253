import assert from 'node:assert/strict'
import { test } from 'node:test'
import { channelProblem } from './channel-problem.ts'

test('a channel that is down needs no other credential', () => {
  const codes = [
    ...['slack-denied', 'secret-missing', 'alert-webhook-secret-invalid'],
    ...['smtp-unreachable', 'slack-circuit-open', 'twilio-timeout', 'alert-webhook-gone'],
  ].map((alarm) => channelProblem('x', alarm).code)

  assert.deepEqual(codes, [
    ...['credential', 'credential', 'credential'],
    ...['vendor-down', 'vendor-down', 'vendor-down', 'vendor-down'],
  ])
})
