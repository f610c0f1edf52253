import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aLead } from '../../test/support/a-lead.ts'
import { exampleCompany } from '../../test/support/example-company.ts'
import { aLeadJob, memoryJobs } from '../../test/support/memory-jobs.ts'
import { memoryLeads } from '../../test/support/memory-leads.ts'
import { memoryLog } from '../../test/support/memory-log.ts'
import { stagePorts } from '../../test/support/stage-ports.ts'
import { Overtaken, Refused, Unavailable } from '../domain/failure.ts'
import type { LeadId } from '../domain/ids.ts'
import type { GivenUpWork } from '../ports/dead-letter-store.ts'
import type { ClaimedJob } from '../ports/job-queue.ts'
import type { LeadStore } from '../ports/lead-store.ts'
import { LAPSES, runLeadJob } from './run-lead-job.ts'

const NOW = new Date('2026-03-02T14:30:00Z')

type Scene = { readonly hosts?: readonly string[]; readonly leads?: Partial<LeadStore> }

function scene({ hosts = ['route'], leads: overrides = {} }: Scene = {}) {
  const jobs = memoryJobs()
  const leads = memoryLeads(aLead({ waitingFor: 'route', receivedAt: NOW }))
  const letters: GivenUpWork[] = []
  const parts = {
    jobs,
    leads: { ...leads, ...overrides },
    log: memoryLog(),
    ports: stagePorts(exampleCompany(), NOW),
    hosts: (stage: string) => hosts.includes(stage),
    runLimitMs: 5_000,
    deadLetters: { bury: async (work: GivenUpWork) => void letters.push(work) },
  }
  return { jobs, leads, letters, parts, run: (job: ClaimedJob) => runLeadJob(job, parts) }
}

const failing = (error: Error) => ({ load: () => Promise.reject(error) })

describe('a job to advance a lead', () => {
  test('hands the lead over when its next stage is hosted elsewhere', async () => {
    const { jobs, run } = scene({ hosts: ['route'] })

    await run(aLeadJob())

    assert.partialDeepStrictEqual(jobs.settled, [{ how: 'handed over', queue: 'stage-assign' }])
  })

  test('is done when the lead is decided already, as after a second delivery', async () => {
    const { jobs, leads, parts } = scene()
    const lead = await leads.load(aLead().id)
    await leads.append(lead, { event: { type: 'LeadRejected', at: NOW, reasons: ['by-hand'] } })

    await runLeadJob(aLeadJob(), parts)

    assert.partialDeepStrictEqual(jobs.settled, [{ how: 'completed' }])
    assert.equal(leads.events.length, 1)
  })

  test('goes on from where somebody else left the lead', async () => {
    const { jobs, leads, parts } = scene({ hosts: ['score', 'route'] })
    let first = true
    const append: LeadStore['append'] = async (lead, outcome) => {
      const overtaken = first
      first = false
      if (!overtaken) return leads.append(lead, outcome)
      await leads.append(lead, outcome)
      throw new Overtaken('somebody was faster')
    }

    await runLeadJob(aLeadJob(), { ...parts, leads: { ...leads, append } })

    assert.partialDeepStrictEqual(jobs.settled, [{ how: 'handed over', queue: 'stage-assign' }])
    assert.equal(leads.events.length, 1)
  })

  test('hands its lead back to the same stage when the time of one run is up', async () => {
    const { jobs, parts } = scene({ hosts: ['route', 'assign'] })

    await runLeadJob(aLeadJob(), { ...parts, runLimitMs: -1 })

    assert.partialDeepStrictEqual(jobs.settled, [{ how: 'handed over', queue: 'stage-route' }])
  })

  test('that fails is tried again after a pause, and counts', async () => {
    const { jobs, letters, run } = scene({ leads: failing(new TypeError('a fault of ours')) })

    await run(aLeadJob({ attempt: 3 }))

    assert.deepEqual(letters, [])
    assert.equal(jobs.settled[0]?.how, 'postponed')
    assert.equal(jobs.settled[0]?.job.attempt, 3)
    assert.ok((jobs.settled[0]?.until ?? NOW) > NOW)
  })

  test('becomes a dead letter at the tenth failure, with its reason', async () => {
    const { jobs, letters, run } = scene({ leads: failing(new TypeError('a fault of ours')) })

    await run(aLeadJob({ attempt: 9 }))

    assert.partialDeepStrictEqual(letters, [{ queue: 'stage-validate', attempts: 10 }])
    assert.match(letters[0]?.failure ?? '', /^TypeError\n {4}at .*run-lead-job/)
    assert.partialDeepStrictEqual(jobs.settled, [{ how: 'completed' }])
  })

  test('an outage does not count, however long it lasts', async () => {
    const outage = new Unavailable('database-down', 'gone')
    const { jobs, letters, run } = scene({ leads: failing(outage) })

    await run(aLeadJob({ attempt: 9 }))
    await run(aLeadJob({ attempt: 5_000, outages: 4_991 }))

    assert.deepEqual(letters, [])
    assert.partialDeepStrictEqual(jobs.settled, [
      { how: 'postponed', job: { attempt: 9, outages: 1 } },
      { how: 'postponed', job: { attempt: 5_000, outages: 4_992 } },
    ])
  })

  test('an outage is waited for longer each time, up to a minute', async () => {
    const { jobs, run } = scene({ leads: failing(new Unavailable('database-down', 'gone')) })

    for (const attempt of [0, 4, 30]) await run(aLeadJob({ attempt, outages: attempt }))

    const pauses = jobs.settled.map(({ until = NOW }) => until.getTime() - NOW.getTime())
    const [first = 0, fifth = 0, last = 0] = pauses
    assert.ok(first < 500 && fifth > 2_500 && fifth < 5_500 && last >= 45_000, `${pauses}`)
  })

  test('a fault after many outages is the first one', async () => {
    const { jobs, letters, run } = scene({ leads: failing(new TypeError('a fault of ours')) })

    await run(aLeadJob({ attempt: 40, outages: 40 }))
    await run(aLeadJob({ attempt: 49, outages: 40 }))

    assert.partialDeepStrictEqual(jobs.settled[0], { how: 'postponed', job: { outages: 40 } })
    assert.partialDeepStrictEqual(letters, [{ attempts: 10 }])
  })

  test('what is refused is buried at once', async () => {
    const { jobs, letters, run } = scene()

    await run(aLeadJob({ leadId: '01900000-0000-7000-8000-00000000ffff' as LeadId }))

    assert.match(letters[0]?.failure ?? '', /^lead-unknown: /)
    assert.partialDeepStrictEqual(jobs.settled, [{ how: 'completed' }])
  })

  test('whose workers die again and again is buried without being tried', async () => {
    const { jobs, leads, letters, run } = scene()

    await run(aLeadJob({ lapses: LAPSES }))

    assert.equal(letters.length, 1)
    assert.deepEqual(leads.events, [])
    assert.partialDeepStrictEqual(jobs.settled, [{ how: 'completed' }])
  })

  test('a dead letter is short', async () => {
    const { letters, run } = scene({ leads: failing(new Refused('x', 'y'.repeat(10_000))) })

    await run(aLeadJob())

    assert.ok((letters[0]?.failure.length ?? 0) <= 2_000)
  })

  test('a dead letter does not quote what a person typed', async () => {
    const fault = new SyntaxError('Unexpected token in "kari@fjordtech.no"')
    const { letters, run } = scene({ leads: failing(fault) })

    await run(aLeadJob({ attempt: 9 }))

    assert.doesNotMatch(letters[0]?.failure ?? '', /kari/)
  })
})
