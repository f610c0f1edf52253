import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clearbitSandbox, SANDBOX_CLEARBIT_KEY } from '../../../sandbox/clearbit-sandbox.ts'
import { remoteProviderContract } from '../../../test/contracts/enrichment-provider-contract.ts'
import { type Fault, PATIENT_MS, unavailable } from '../../../test/contracts/fault.ts'
import { httpBehaviour } from '../../../test/support/arrange-fault.ts'
import { memoryEnrichmentCache } from '../memory/enrichment-cache.ts'
import { clearbitProvider } from './enrichment-provider.ts'

const TOVE = 'tove.berg@nordlicht.example'
const RECORD = {
  person: {
    name: { fullName: 'Tove Berg', givenName: 'Tove', familyName: 'Berg' },
    employment: {
      title: 'Chief Information Officer',
      role: 'information_technology',
      seniority: 'executive',
      domain: 'nordlicht.example',
    },
    linkedin: { handle: 'in/toveberg' },
    bio: null,
  },
  company: {
    name: 'Nordlicht',
    domain: 'nordlicht.example',
    category: { industry: 'Renewable Electricity', sector: 'Utilities' },
    geo: { countryCode: 'SE', city: 'Lund' },
    metrics: { employees: 240, annualRevenue: null, employeesRange: '51-250' },
  },
}

const patience = new AbortController().signal

async function clearbit(timeLimitMs = PATIENT_MS) {
  const sandbox = await clearbitSandbox({
    records: { [TOVE]: RECORD, 'half@known.example': { person: null, company: null } },
    pending: ['new@startup.example'],
  })
  const clock = { now: new Date('2026-03-02T14:30:00Z') }
  const base = { baseUrl: sandbox.url, timeLimitMs, cacheDays: 30 }
  const cache = memoryEnrichmentCache(() => clock.now)
  const provider = (apiKey: string) => clearbitProvider({ ...base, apiKey, cache })
  return {
    sandbox,
    clock,
    provider: provider(SANDBOX_CLEARBIT_KEY),
    onTheClock: clearbitProvider({
      ...base,
      apiKey: SANDBOX_CLEARBIT_KEY,
      cache,
      clock: () => clock.now,
    }),
    uncached: clearbitProvider({ ...base, apiKey: SANDBOX_CLEARBIT_KEY, cache, cacheDays: 0 }),
    intruder: provider('sk_stolen'),
    known: { email: TOVE },
    unknown: { email: 'ilja@nordlicht.example' },
    fail: (fault: Fault | undefined) => sandbox.behave(httpBehaviour(fault)),
    [Symbol.asyncDispose]: sandbox.close,
  }
}

remoteProviderContract('clearbitProvider', clearbit)

test('the answer is told in our words, and what Clearbit does not know is left out', async () => {
  await using harness = await clearbit()

  const answer = await harness.provider.lookUp({ email: TOVE }, patience)

  assert.deepEqual(answer, {
    outcome: 'found',
    enrichment: {
      person: {
        fullName: 'Tove Berg',
        title: 'Chief Information Officer',
        seniority: 'executive',
        department: 'information-technology',
        linkedinUrl: 'https://www.linkedin.com/in/toveberg',
      },
      company: {
        name: 'Nordlicht',
        domain: 'nordlicht.example',
        employees: 240,
        industry: 'Renewable Electricity',
        country: 'SE',
      },
    },
  })
})

test('a person is paid for once: the second answer comes from the cache', async () => {
  await using harness = await clearbit()

  await harness.provider.lookUp({ email: TOVE }, patience)
  const second = await harness.provider.lookUp({ email: TOVE }, patience)

  assert.equal(second.outcome, 'cached')
  assert.deepEqual(harness.sandbox.received.emails, [TOVE])
})

test('an answer is asked for again when its days are over', async () => {
  await using harness = await clearbit()
  await harness.onTheClock.lookUp({ email: TOVE }, patience)

  harness.clock.now = new Date('2026-04-02T14:30:00Z')
  const later = await harness.onTheClock.lookUp({ email: TOVE }, patience)

  assert.equal(later.outcome, 'found')
})

test('"not found" is asked for again after a day', async () => {
  await using harness = await clearbit()
  const { email } = harness.unknown
  await harness.onTheClock.lookUp({ email }, patience)

  harness.clock.now = new Date('2026-03-03T14:29:00Z')
  await harness.onTheClock.lookUp({ email }, patience)
  assert.deepEqual(harness.sandbox.received.emails, [email])

  harness.clock.now = new Date('2026-03-03T14:31:00Z')
  await harness.onTheClock.lookUp({ email }, patience)
  assert.deepEqual(harness.sandbox.received.emails, [email, email])
})

test('with no days of cache every look-up is asked', async () => {
  await using harness = await clearbit()

  await harness.uncached.lookUp({ email: TOVE }, patience)
  await harness.uncached.lookUp({ email: TOVE }, patience)

  assert.deepEqual(harness.sandbox.received.emails, [TOVE, TOVE])
})

test('while Clearbit searches nothing is cached, and it says when to ask again', async () => {
  await using harness = await clearbit()
  const lookUp = () => harness.provider.lookUp({ email: 'new@startup.example' }, patience)

  const first = await unavailable(lookUp())
  await unavailable(lookUp())

  assert.equal(first.code, 'clearbit-pending')
  assert(first.notBefore)
  assert.equal(harness.sandbox.received.emails.length, 2)
})

test('an answer with neither person nor company is "not found"', async () => {
  await using harness = await clearbit()

  const answer = await harness.provider.lookUp({ email: 'half@known.example' }, patience)

  assert.deepEqual(answer, { outcome: 'not-found' })
})

test('a lead without an e-mail address costs no call', async () => {
  await using harness = await clearbit()

  await harness.provider.lookUp({ companyDomain: 'nordlicht.example' }, patience)

  assert.equal(harness.sandbox.received.calls, 0)
})
