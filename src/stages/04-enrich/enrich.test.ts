import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aLead } from '../../../test/support/a-lead.ts'
import { memoryProvider } from '../../adapters/memory/enrichment-provider.ts'
import { Refused, Unavailable } from '../../domain/failure.ts'
import type { Findings, LeadParts } from '../../domain/lead-parts.ts'
import type { EnrichmentProvider, EnrichmentSubject } from '../../ports/enrichment-provider.ts'
import type { Ports } from '../../ports/ports.ts'
import { enrich } from './enrich.ts'

const TOVE = 'tove@nordlicht.example'
const NOW = new Date('2026-03-02T14:30:00Z')

test('all providers are asked, and what they know is merged: the earlier one wins per field', async () => {
  const first = memoryProvider({
    name: 'first',
    people: { [TOVE]: { company: { name: 'Nordlicht AB' }, person: { title: 'CTO' } } },
  })
  const second = memoryProvider({
    name: 'second',
    people: { [TOVE]: { company: { name: 'NORDLICHT', employees: 240 } } },
  })

  const { event, parts } = await enriched([first, second])

  assert.deepEqual(event, {
    type: 'LeadEnriched',
    at: NOW,
    providers: [
      { provider: 'first', outcome: 'found', ms: 0 },
      { provider: 'second', outcome: 'found', ms: 0 },
    ],
  })
  assert.deepEqual(parts?.enrichment, {
    company: { name: 'Nordlicht AB', employees: 240 },
    person: { title: 'CTO' },
  })
})

test('one provider that fails costs its own answer only, and is named', async () => {
  const down = memoryProvider({ name: 'down' })
  down.failWith({ error: new Unavailable('down-failed', '500'), afterEffect: false })
  const unpaid = memoryProvider({ name: 'unpaid' })
  unpaid.failWith({ error: new Refused('unpaid-denied', '402'), afterEffect: false })
  const well = memoryProvider({ name: 'well', people: { [TOVE]: { company: { employees: 7 } } } })
  const blank = memoryProvider({ name: 'blank' })

  const { event, parts } = await enriched([down, unpaid, well, blank])

  assert.deepEqual(outcomesIn(event), {
    down: 'unavailable',
    unpaid: 'refused',
    well: 'found',
    blank: 'not-found',
  })
  assert.deepEqual(parts?.enrichment, { company: { employees: 7 } })
})

test('when the time share ends the late ones are marked and what is there is used', async () => {
  const quick = memoryProvider({ name: 'quick', people: { [TOVE]: { company: { employees: 7 } } } })
  const slow = memoryProvider({ name: 'slow', hangs: true })
  const share = new AbortController()
  const deaf: EnrichmentProvider = {
    name: 'deaf',
    lookUp: () => {
      setImmediate(() => share.abort())
      return new Promise(() => undefined)
    },
  }

  const { event, parts } = await enriched([quick, slow, deaf], { signal: share.signal })

  assert.deepEqual(outcomesIn(event), { quick: 'found', slow: 'late', deaf: 'late' })
  assert.deepEqual(parts?.enrichment, { company: { employees: 7 } })
})

test('a share that has ended already still ends the stage', async () => {
  const slow = memoryProvider({ name: 'slow', hangs: true })

  const { event } = await enriched([slow], { signal: AbortSignal.abort() })

  assert.deepEqual(outcomesIn(event), { slow: 'late' })
})

test('a fault of our own is not taken for a provider in trouble', async () => {
  const fault = new TypeError('undefined is not a function')
  const buggy = memoryProvider({ name: 'buggy' })
  buggy.failWith({ error: fault, afterEffect: false })

  await assert.rejects(enriched([buggy]), fault)
})

test('an answer from a cache is named as one', async () => {
  const cached: EnrichmentProvider = {
    name: 'cached',
    lookUp: async () => ({ outcome: 'cached', enrichment: { company: { employees: 7 } } }),
  }

  const { event, parts } = await enriched([cached])

  assert.deepEqual(outcomesIn(event), { cached: 'cached' })
  assert.deepEqual(parts?.enrichment, { company: { employees: 7 } })
})

test('asked again, new answers win and what was found before stays', async () => {
  const provider = memoryProvider({ people: { [TOVE]: { company: { employees: 240 } } } })
  const before = { company: { employees: 200, industry: 'Energy' }, person: { title: 'CTO' } }

  const { parts } = await enriched([provider], { parts: { enrichment: before } })

  assert.deepEqual(parts?.enrichment, {
    company: { employees: 240, industry: 'Energy' },
    person: { title: 'CTO' },
  })
})

test('without providers a lead is enriched with nothing', async () => {
  const { event, parts } = await enriched([])

  assert.deepEqual(outcomesIn(event), {})
  assert.deepEqual(parts?.enrichment, {})
})

test('a provider is told what is known, and nothing else', async () => {
  assert.deepEqual(
    await subjectFor({
      email: TOVE,
      emailDomain: 'nordlicht.example',
      phoneCountry: 'SE',
      notes: [],
    }),
    {
      email: TOVE,
      companyDomain: 'nordlicht.example',
      phoneCountry: 'SE',
      title: 'CTO',
      company: 'Nordlicht',
    },
  )
})

for (const kind of ['freeMail', 'throwawayMail'] as const) {
  test(`the domain of an address that is ${kind} is not taken for a company`, async () => {
    const findings = { email: 'tove@mail.example', emailDomain: 'mail.example', notes: [] }

    const subject = await subjectFor({ ...findings, [kind]: true })

    assert.equal(subject.companyDomain, undefined)
    assert.equal(subject.email, 'tove@mail.example')
  })
}

function enriched(
  providers: readonly EnrichmentProvider[],
  given: { signal?: AbortSignal; parts?: Partial<LeadParts> } = {},
) {
  const { signal = new AbortController().signal } = given
  const findings = { email: TOVE, emailDomain: 'nordlicht.example', notes: [] }
  const lead = aLead({ parts: { form: {}, findings, ...given.parts } })
  const ports: Pick<Ports, 'clock' | 'providers'> = {
    clock: () => NOW,
    providers: async () => providers,
  }
  return enrich.run(lead, ports as Ports, { signal })
}

async function subjectFor(findings: Findings): Promise<EnrichmentSubject> {
  const subjects: EnrichmentSubject[] = []
  const listening: EnrichmentProvider = {
    name: 'listening',
    lookUp: async (subject) => {
      subjects.push(subject)
      return { outcome: 'not-found' }
    },
  }
  await enriched([listening], { parts: { form: { title: 'CTO', company: 'Nordlicht' }, findings } })
  return subjects[0] ?? {}
}

function outcomesIn(event: Awaited<ReturnType<typeof enrich.run>>['event']) {
  assert(event.type === 'LeadEnriched')
  return Object.fromEntries(event.providers.map(({ provider, outcome }) => [provider, outcome]))
}
