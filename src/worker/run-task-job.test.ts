import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aLead } from '../../test/support/a-lead.ts'
import { exampleCompany } from '../../test/support/example-company.ts'
import { aTaskJob, memoryJobs } from '../../test/support/memory-jobs.ts'
import { memoryLeads } from '../../test/support/memory-leads.ts'
import { memoryLog } from '../../test/support/memory-log.ts'
import { stagePorts } from '../../test/support/stage-ports.ts'
import { memoryNotifier } from '../adapters/memory/notifier.ts'
import { alertSubject } from '../domain/alert-subject.ts'
import { AlertPreferences } from '../domain/documents/alert-preferences.ts'
import { Overtaken, Refused, Unavailable } from '../domain/failure.ts'
import type { AssignmentId, ContactId, LeadId, RepId, TaskId } from '../domain/ids.ts'
import type { Task } from '../domain/task.ts'
import type { GivenUpWork } from '../ports/dead-letter-store.ts'
import type { ClaimedJob } from '../ports/job-queue.ts'
import type { LeadStore } from '../ports/lead-store.ts'
import type { TaskRun } from '../ports/stage-run.ts'
import { LAPSES } from './run-lead-job.ts'
import { runTaskJob } from './run-task-job.ts'

const NOW = new Date('2026-03-02T14:30:00Z')
const HOUR_MS = 3_600_000
const TASK_ID = '01900000-0000-7000-8000-0000000000aa' as TaskId
const OFFER = {
  assignmentId: '01900000-0000-7000-8000-0000000000a1' as AssignmentId,
  contactId: '01900000-0000-7000-8000-0000000000c1' as ContactId,
}
const ago = (ms: number) => new Date(NOW.getTime() - ms)

/** A task that sends a waiting lead on its way again, as `resume` does. */
function scene(given: Partial<Task> = {}, broken?: Error) {
  const task: Task = {
    id: TASK_ID,
    leadId: aLead().id,
    follower: 'resume',
    subject: undefined,
    dueAt: undefined,
    createdAt: NOW,
    ...given,
  }
  const jobs = memoryJobs()
  const leads = memoryLeads(aLead({ state: 'waiting', waitingFor: undefined }))
  const letters: GivenUpWork[] = []
  const ended: unknown[][] = []
  const runs: TaskRun[] = []
  let open = true
  const record: LeadStore['record'] = (...args) =>
    broken ? Promise.reject(broken) : leads.record(...args)
  const parts = {
    jobs,
    log: memoryLog(),
    onTask: (run: TaskRun) => void runs.push(run),
    deadLetters: { bury: async (work: GivenUpWork) => void letters.push(work) },
    tasks: {
      open: async () => (open ? task : undefined),
      end: async (...end: unknown[]) => {
        open = false
        ended.push(end)
      },
    },
    followerPorts: {
      ...stagePorts(exampleCompany(), NOW),
      leads: { ...leads, record },
      publicUrl: 'http://127.0.0.1',
      turns: unasked,
      contacts: unasked,
      past: unasked,
      notifications: unasked,
      digests: unasked,
      conflictDecisions: unasked,
      presence: unasked,
      people: unasked,
    },
  }
  const run = (job: Partial<ClaimedJob> = {}) => runTaskJob(aTaskJob(TASK_ID, job), parts)
  return { jobs, leads, letters, ended, runs, parts, run }
}

const unasked = new Proxy({} as never, {
  get: () => () => Promise.reject(new Error('This follower does not ask for that')),
})

describe('a job for a task', () => {
  test('does its task once, however often it is delivered', async () => {
    const { jobs, leads, ended, run, runs } = scene()

    await run()
    await run()

    assert.deepEqual(
      leads.events.map(({ type }) => type),
      ['LeadResumed'],
    )
    assert.deepEqual(ended, [[TASK_ID, 'done']])
    assert.partialDeepStrictEqual(jobs.settled, [{ how: 'completed' }, { how: 'completed' }])
    assert.deepEqual(
      runs.map(({ end }) => end),
      ['done'],
    )
  })

  test('waits until its task is due, which is no failure', async () => {
    const dueAt = new Date(NOW.getTime() + 1)
    const { jobs, leads, run } = scene({ dueAt })

    await run({ attempt: 4 })

    assert.deepEqual(leads.events, [])
    // Postponing counts one up, so this stays at four.
    assert.partialDeepStrictEqual(jobs.settled, [
      { how: 'postponed', until: dueAt, job: { attempt: 3 } },
    ])
  })

  test('that is due now does its task', async () => {
    const { ended, run } = scene({ dueAt: NOW })

    await run()

    assert.deepEqual(ended, [[TASK_ID, 'done']])
  })

  test('a refusal ends the task with its code, for good', async () => {
    const { ended, jobs, letters, run } = scene({}, new Refused('not-wanted', 'never'))

    await run()

    assert.deepEqual(ended, [[TASK_ID, 'refused', 'not-wanted']])
    assert.deepEqual(letters, [])
    assert.partialDeepStrictEqual(jobs.settled, [{ how: 'completed' }])
  })

  test('a lead that does not exist refuses its task', async () => {
    const { ended, run } = scene({ leadId: 'nobody' as LeadId })

    await run()

    assert.deepEqual(ended, [[TASK_ID, 'refused', 'lead-unknown']])
  })

  test('a vendor may be away for a day, however often it was tried', async () => {
    const gone = new Unavailable('slack-timeout', 'gone')
    const { jobs, letters, run, runs } = scene({ createdAt: ago(24 * HOUR_MS) }, gone)

    await run({ attempt: 1_000 })

    assert.deepEqual(letters, [])
    assert.partialDeepStrictEqual(jobs.settled, [{ how: 'postponed' }])
    assert.equal(runs[0]?.end, 'unavailable')
  })

  test('after a day of outage the task is dead', async () => {
    const gone = new Unavailable('slack-timeout', 'gone')
    const { ended, jobs, letters, run } = scene({ createdAt: ago(24 * HOUR_MS + 1) }, gone)

    await run({ attempt: 30 })

    assert.partialDeepStrictEqual(letters, [{ taskId: TASK_ID, attempts: 31 }])
    assert.deepEqual(ended, [[TASK_ID, 'dead', 'slack-timeout: gone']])
    assert.partialDeepStrictEqual(jobs.settled, [{ how: 'completed' }])
  })

  test('a day of outage begins when the task was due', async () => {
    const gone = new Unavailable('slack-timeout', 'gone')
    const { jobs, letters, run } = scene({ createdAt: ago(48 * HOUR_MS), dueAt: NOW }, gone)

    await run()

    assert.deepEqual(letters, [])
    assert.partialDeepStrictEqual(jobs.settled, [{ how: 'postponed' }])
  })

  test('the time a vendor named is kept', async () => {
    const notBefore = new Date(NOW.getTime() + HOUR_MS)
    const { jobs, run } = scene({}, new Unavailable('slack-rate', 'later', { notBefore }))

    await run()

    assert.deepEqual(jobs.settled[0]?.until, notBefore)
  })

  test('the work of a hot lead is there soon after it, and that of others when their pause is over', async () => {
    const notBefore = new Date(NOW.getTime() + 1_000)
    const limited = new Unavailable('slack-rate-limited', 'Too often', { notBefore })
    const { run, jobs } = scene({}, limited)
    for (const urgency of [2, 0]) await run({ attempt: 9, urgency })

    const [hot = 0, cold = 0] = jobs.settled.map(({ until }) => Number(until) - NOW.getTime())

    assert.ok(hot >= 1_000 && hot <= 3_000, `${hot} ms`)
    assert.ok(cold >= 40_000, `${cold} ms`)
  })

  test('a fault of ours is tried ten times, and then the task is dead', async () => {
    const { ended, jobs, letters, run } = scene({}, new TypeError('x is undefined'))

    await run({ attempt: 8 })
    assert.deepEqual(letters, [])
    await run({ attempt: 9 })

    assert.partialDeepStrictEqual(letters, [{ taskId: TASK_ID, attempts: 10 }])
    assert.partialDeepStrictEqual(ended, [[TASK_ID, 'dead']])
    assert.deepEqual(
      jobs.settled.map(({ how }) => how),
      ['postponed', 'completed'],
    )
  })

  test('being overtaken is no reason to give up', async () => {
    const { jobs, letters, run, runs } = scene({}, new Overtaken('somebody was faster'))

    await run({ attempt: 100 })

    assert.deepEqual(letters, [])
    assert.partialDeepStrictEqual(jobs.settled, [{ how: 'postponed' }])
    assert.equal(runs[0]?.end, 'overtaken')
  })

  test('what is due soon for another reason is not put off as long as a channel that is down', async () => {
    const { jobs, parts } = scene({ follower: 'notify', subject: OFFER.assignmentId })
    const [first, ...others] = exampleCompany().documents.teams.reps
    assert.ok(first)
    const rungs = [{ channels: ['slack', 'email'] }, { channels: ['sms'], afterMinutes: 2 }]
    const rep = { ...first, alerts: AlertPreferences.parse({ ladders: [{ rungs }] }) }
    const { teams } = exampleCompany().documents
    const company = exampleCompany({ teams: { ...teams, reps: [rep, ...others] } })
    const lead = aLead({ ...OFFER, state: 'assigned', waitingFor: undefined, repId: rep.id })
    const channels = ['slack', 'email', 'sms'].map((channel) => memoryNotifier({ channel }))
    const error = new Unavailable('memory-unreachable', 'The channel is down')
    channels[0]?.failWith({ error, afterEffect: false })
    const offer = { offeredAt: ago(110_000), acknowledgeBy: undefined, states: new Map() }
    const followerPorts = {
      ...parts.followerPorts,
      ...stagePorts(company, NOW),
      leads: memoryLeads(lead),
      notifiers: async () => channels,
      notifications: {
        attempt: async () => ({ id: 'alert', uncertainSince: undefined }),
        failed: async () => undefined,
        offer: async () => offer,
        ended: async () => undefined,
      },
      contacts: { claim: async () => ({ release: async () => undefined }) } as never,
    }

    await runTaskJob(aTaskJob(TASK_ID, { attempt: 9 }), { ...parts, followerPorts })

    assert.equal(channels[1]?.sent.length, 1)
    assert.partialDeepStrictEqual(jobs.settled, [{ how: 'postponed', until: ago(-10_000) }])
  })

  test('a task that tells several people runs again when the first of their quiet hours ends', async () => {
    const { jobs, parts } = scene({
      follower: 'tell-escalation',
      subject: alertSubject({
        ...{ assignmentId: OFFER.assignmentId, step: '1', occasion: 'team' },
        repId: 'r0' as RepId,
      }),
    })
    const { teams } = exampleCompany().documents
    const [template] = teams.reps
    assert.ok(template)
    // 15:30 in Oslo.
    const reps = ['15:30', '16:00', '17:00'].map((to, index) => ({
      ...template,
      id: `r${index}` as RepId,
      alerts: AlertPreferences.parse({ quietHours: { from: '12:00', to } }),
    }))
    const company = exampleCompany({ teams: { ...teams, reps } })
    const told = { toldRepIds: reps.slice(1).map(({ id }) => id) }
    const lead = aLead({ ...OFFER, state: 'assigned', waitingFor: undefined, repId: reps[0]?.id })
    const escalation = { ...lead.escalation, ...told }
    const followerPorts = {
      ...parts.followerPorts,
      ...stagePorts(company, NOW),
      leads: memoryLeads({ ...lead, escalation }),
      notifiers: async () => [memoryNotifier({ channel: 'email' })],
      notifications: {
        attempt: async () => ({ id: 'alert', uncertainSince: undefined }),
        failed: async () => undefined,
        offer: async () => ({ offeredAt: NOW, acknowledgeBy: undefined, states: new Map() }),
        ended: async () => undefined,
      },
      contacts: { claim: async () => ({ release: async () => undefined }) } as never,
    }

    await runTaskJob(aTaskJob(TASK_ID), { ...parts, followerPorts })

    assert.partialDeepStrictEqual(jobs.settled, [{ how: 'postponed', until: ago(-HOUR_MS / 2) }])
  })

  test('a task whose workers die again and again is dead without being tried', async () => {
    const { ended, leads, letters, run } = scene()

    await run({ lapses: LAPSES })

    assert.equal(letters.length, 1)
    assert.partialDeepStrictEqual(ended, [[TASK_ID, 'dead']])
    assert.deepEqual(leads.events, [])
  })
})
