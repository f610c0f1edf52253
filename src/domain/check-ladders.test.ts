import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exampleCompany } from '../../test/support/example-company.ts'
import { checkDocuments } from './check-documents.ts'
import { writtenForm } from './write-documents.ts'

const SLACK = { channels: ['slack'] }
const push = (afterMinutes: number) => ({ channels: ['push'], afterMinutes })

/** What is wrong with the example company, on Slack and push, when its first rep is told so. */
function problems(ladder: object, policies: readonly object[] = []) {
  const written = structuredClone(writtenForm(exampleCompany().documents)) as {
    teams: { reps: object[] }
    sla: object
    channels: object
  }
  Object.assign(written.teams.reps[0] ?? {}, { slackUserId: 'U1', alerts: { ladders: [ladder] } })
  Object.assign(written.sla, { policies })
  Object.assign(written.channels, {
    slack: { token: 'env:SLACK_BOT_TOKEN' },
    push: { contact: 'mailto:ops@halden.example' },
  })
  const checked = checkDocuments(written)
  const start = 'reps.0.alerts.ladders.0.'
  return checked.ok
    ? []
    : checked.problems.map(({ path, reason }) => [path.join('.').replace(start, ''), reason])
}

test('a ladder is climbed before a lead of its tiers goes on to somebody else', () => {
  assert.deepEqual(problems({ rungs: [SLACK, push(4)] }), [])
  assert.deepEqual(problems({ rungs: [SLACK, push(5)] }), [
    ['rungs.1.afterMinutes', 'comes after 5 min, but a hot lead goes on after 5 min'],
  ])
  assert.deepEqual(problems({ tiers: ['cold'], rungs: [SLACK, push(20)] }), [])
  assert.deepEqual(problems({ kinds: ['escalation'], rungs: [SLACK, push(20)] }), [])
})

test('and before the first step of a policy about them', () => {
  const steps = [
    { afterMinutes: 3, do: 'remind-rep' },
    { afterMinutes: 1, do: 'reassign' },
  ]
  const quick = [{ id: 'quick', tiers: ['hot'], steps }]

  assert.deepEqual(problems({ rungs: [SLACK, push(2)] }, quick), [])
  assert.deepEqual(problems({ rungs: [SLACK, push(1), push(2)] }, quick), [
    ['rungs.2.afterMinutes', 'comes after 3 min, but step 1 of policy `quick` comes after 3 min'],
  ])
})

test('its channels are there, and have an address of the rep', () => {
  assert.deepEqual(problems({ rungs: [{ channels: ['slack', 'sms'] }] }), [
    ['rungs.0.channels.1', 'the `channels` document has no `sms`'],
  ])
})

test('the first rung is tried at once', () => {
  assert.deepEqual(problems({ rungs: [push(2)] }), [
    ['rungs.0.afterMinutes', 'is for rungs after the first, which is tried at once'],
  ])
})
