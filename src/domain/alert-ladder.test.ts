import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ladderFor } from './alert-ladder.ts'
import { AlertPreferences } from './documents/alert-preferences.ts'

const NOW = new Date('2026-11-23T09:00:00Z')
const EVERYTHING = ['email', 'slack', 'sms']
const OFFER = { kind: 'offer', tier: 'hot' } as const

const alerts = AlertPreferences.parse({
  ladders: [
    { kinds: ['joined'], rungs: [] },
    {
      tiers: ['hot'],
      rungs: [
        { channels: ['slack'] },
        { channels: ['email'] },
        { channels: ['sms'], afterMinutes: 2 },
      ],
    },
  ],
})

const rungs = (about: Parameters<typeof ladderFor>[1] = OFFER, reaching = EVERYTHING) =>
  ladderFor(alerts, about, reaching, NOW).map(({ channels, from }) => [
    channels.join(),
    from && (from.getTime() - NOW.getTime()) / 60_000,
  ])

test('the first ladder about an alert is followed, each rung at its time or when one fails', () => {
  assert.deepEqual(rungs(), [
    ['slack', 0],
    ['email', undefined],
    ['sms', 2],
  ])
  assert.deepEqual(rungs({ kind: 'joined', tier: 'hot' }), [])
})

test('without a ladder all channels are tried at once', () => {
  assert.deepEqual(rungs({ kind: 'offer', tier: undefined }), [['email,slack,sms', 0]])
  assert.equal(ladderFor(undefined, OFFER, EVERYTHING, NOW).length, 1)
  assert.deepEqual(ladderFor(undefined, OFFER, [], NOW), [])
})

test('what does not reach the rep is left out, and what follows takes its place', () => {
  assert.deepEqual(rungs(OFFER, ['email', 'sms']), [
    ['email', 0],
    ['sms', 2],
  ])
  assert.deepEqual(rungs(OFFER, ['sms']), [['sms', 0]])
})

test('who is reached by none of it is told by all that reaches them', () => {
  assert.deepEqual(rungs(OFFER, ['teams', 'push']), [['teams,push', 0]])
})
