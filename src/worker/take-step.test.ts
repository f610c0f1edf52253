import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aLead } from '../../test/support/a-lead.ts'
import { exampleCompany } from '../../test/support/example-company.ts'
import { memoryLeads } from '../../test/support/memory-leads.ts'
import { memoryLog } from '../../test/support/memory-log.ts'
import { stagePorts } from '../../test/support/stage-ports.ts'
import { Overtaken, Unavailable } from '../domain/failure.ts'
import type { Lead } from '../domain/lead.ts'
import type { EnrichmentProvider } from '../ports/enrichment-provider.ts'
import type { StageRun } from '../ports/stage-run.ts'
import { describe as described, takeStep } from './take-step.ts'

const RECEIVED = new Date('2026-03-02T14:30:00Z')
/** The share of enriching ends four seconds after the journey began. */
const ENRICH_ENDS_MS = 4_000

type Scene = {
  readonly waitingFor?: string
  readonly elapsedMs?: number
  readonly providers?: readonly EnrichmentProvider[]
  readonly broken?: Error
}

function scene({ waitingFor = 'enrich', elapsedMs = 0, providers = [], broken }: Scene) {
  const lead = aLead({
    waitingFor,
    receivedAt: RECEIVED,
    parts: { form: { email: 'a@b.example' } },
  })
  const leads = memoryLeads(lead)
  const runs: StageRun[] = []
  const ports = stagePorts(exampleCompany(), new Date(RECEIVED.getTime() + elapsedMs))
  const parts = {
    leads,
    log: memoryLog(),
    onStage: (run: StageRun) => void runs.push(run),
    ports: {
      ...ports,
      providers: async () => (broken ? Promise.reject(broken) : providers),
      configuration: {
        ...ports.configuration,
        current: async () => (broken ? Promise.reject(broken) : exampleCompany()),
      },
    },
  }
  return { lead, leads, runs, parts, step: () => takeStep(lead, waitingFor, parts) }
}

/** A vendor that never answers and does not listen when it is told to stop. */
const deaf: EnrichmentProvider = { name: 'deaf', lookUp: () => new Promise(() => undefined) }

describe('a step', () => {
  test('says what its stage found, and the lead goes on', async () => {
    const { leads, step, runs } = scene({})

    const after = await step()

    assert.equal(after.waitingFor, 'account')
    assert.deepEqual(
      leads.events.map(({ type }) => type),
      ['LeadEnriched'],
    )
    assert.deepEqual(
      runs.map(({ stage, end }) => ({ stage, end })),
      [{ stage: 'enrich', end: 'done' }],
    )
  })

  test('is skipped without being tried when its share is used up', async () => {
    let asked = 0
    const lookUp: EnrichmentProvider['lookUp'] = async () => {
      asked += 1
      return { outcome: 'not-found' }
    }
    const { leads, step, runs } = scene({
      elapsedMs: ENRICH_ENDS_MS,
      providers: [{ name: 'late', lookUp }],
    })

    const after = await step()

    assert.equal(asked, 0)
    assert.deepEqual(after.skippedStages, ['enrich'])
    assert.equal(after.waitingFor, 'account')
    assert.partialDeepStrictEqual(leads.events, [{ stage: 'enrich', why: 'late' }])
    assert.equal(runs[0]?.end, 'skipped')
  })

  test('ends with its share: the provider that does not answer is named, the lead goes on', async () => {
    const { leads, step } = scene({ elapsedMs: ENRICH_ENDS_MS - 30, providers: [deaf] })

    const after = await step()

    assert.partialDeepStrictEqual(leads.events, [
      { type: 'LeadEnriched', providers: [{ provider: 'deaf', outcome: 'late' }] },
    ])
    assert.deepEqual(after.skippedStages, ['enrich'])
  })

  test('that hangs as a whole is skipped soon after its share has ended', async () => {
    const { leads, lead, parts } = scene({ elapsedMs: ENRICH_ENDS_MS - 30 })
    const hanging = { ...parts.ports, providers: () => new Promise<never>(() => undefined) }

    const after = await takeStep(lead, 'enrich', { ...parts, ports: hanging })

    assert.partialDeepStrictEqual(leads.events, [{ type: 'StageSkipped', why: 'late' }])
    assert.equal(after.waitingFor, 'account')
  })

  test('that fails is skipped and named, with the code of the failure', async () => {
    const { leads, step, parts } = scene({ broken: new Unavailable('database-down', 'gone') })

    const after = await step()

    assert.partialDeepStrictEqual(leads.events, [
      { type: 'StageSkipped', stage: 'enrich', why: 'failed', code: 'database-down' },
    ])
    assert.deepEqual(after.skippedStages, ['enrich'])
    assert.deepEqual(parts.log.lines, ['error: A stage failed'])
  })

  test('that fails by a fault of ours is skipped as unexpected', async () => {
    const { leads, step } = scene({ broken: new TypeError('x is undefined') })

    await step()

    assert.partialDeepStrictEqual(leads.events, [{ why: 'failed', code: 'unexpected' }])
  })

  test('that cannot be skipped fails with its failure, and nothing is said', async () => {
    const broken = new Unavailable('database-down', 'gone')
    const { leads, step, runs } = scene({ waitingFor: 'route', broken })

    await assert.rejects(step(), broken)

    assert.deepEqual(leads.events, [])
    assert.equal(runs[0]?.end, 'failed')
  })

  test('that cannot be skipped is run, however late it is', async () => {
    const { step } = scene({ waitingFor: 'route', elapsedMs: 3_600_000 })

    const after = await step()

    assert.equal(after.waitingFor, 'assign')
  })

  test('gives way to whoever changed the lead first', async () => {
    const { lead, leads, step, runs } = scene({})
    await leads.record(lead.id, (now: Lead) => ({
      event: { type: 'LeadRejected', at: now.receivedAt, reasons: ['by-hand'] },
    }))

    await assert.rejects(step(), Overtaken)

    assert.equal((await leads.load(lead.id)).state, 'rejected')
    assert.equal(runs[0]?.end, 'overtaken')
  })

  test('gets a new share when the lead starts on another journey', async () => {
    const { lead, parts } = scene({ elapsedMs: 3_600_000 })
    const deadlineAt = new Date(RECEIVED.getTime() + 3_600_000 + 10_000)
    const again = { ...lead, deadlineAt }

    const after = await takeStep(again, 'enrich', parts)

    assert.deepEqual(after.skippedStages, [])
  })
})

test('a failure is described with the names and codes of its causes, not with their words', () => {
  const refused = Object.assign(new Error('connect for kari@fjordtech.no'), {
    code: 'ECONNREFUSED',
  })
  const cause = new TypeError('fetch kari@fjordtech.no failed', { cause: refused })

  assert.equal(
    described(new Unavailable('crm-unreachable', 'No answer', { cause })),
    'crm-unreachable: No answer, caused by TypeError, caused by Error (ECONNREFUSED)',
  )
  assert.match(
    described(new RangeError('kari@fjordtech.no', { cause })),
    /^RangeError, caused by TypeError, caused by Error \(ECONNREFUSED\)\n {4}at /,
  )
})

test('a failure that is its own cause is described all the same', () => {
  const endless = new Unavailable('crm-busy', 'Later')
  Object.assign(endless, { cause: endless })

  assert.match(described(endless), /^crm-busy: Later, caused by Unavailable \(crm-busy\)/)
})
