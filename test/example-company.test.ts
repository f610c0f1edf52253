import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Contact } from '../src/domain/contact.ts'
import type { ContactId } from '../src/domain/ids.ts'
import type { Lead } from '../src/domain/lead.ts'
import { score } from '../src/stages/05-score/score.ts'
import { route } from '../src/stages/06-route/route.ts'
import { assign } from '../src/stages/07-assign/assign.ts'
import { aLead } from './support/a-lead.ts'
import { exampleCompany } from './support/example-company.ts'
import { stagePorts } from './support/stage-ports.ts'

const SHARE = { signal: new AbortController().signal }
const CONTACT = 'contact-1' as string as ContactId
const company = exampleCompany()
const contact: Contact = {
  id: CONTACT,
  fields: {},
  origins: {},
  ownerRepId: undefined,
  ownerLeadId: undefined,
  leadCount: 1,
}

/** A head of procurement in Norway who means to buy soon, and clicked an advertisement. */
const buyer = aLead({
  contactId: CONTACT,
  sourceKey: 'google-ads',
  parts: {
    form: {
      title: 'Head of Procurement',
      company: 'Fjordfrakt AS',
      answers: [{ key: 'when_do_you_plan_to_buy', value: 'Within 3 months' }],
    },
    findings: { country: 'NO', emailDomain: 'fjordfrakt.example', freeMail: false, notes: [] },
    enrichment: { person: { seniority: 'director', department: 'operations' } },
  },
})

/** A reader of a guide about whom next to nothing is known. */
const reader = aLead({
  contactId: CONTACT,
  sourceKey: 'content-download',
  parts: { form: {}, findings: { freeMail: true, notes: ['free-mail'] } },
})

/** Takes a lead through score, route and assign at one moment. */
async function journey(lead: Lead, now: Date) {
  const ports = stagePorts(company, now)
  const scored = await score.run(lead, ports, SHARE)
  assert.ok(scored.event.type === 'LeadScored')
  const { tier } = scored.event
  const routed = await route.run({ ...lead, tier, score: scored.event.score }, ports, SHARE)
  assert.ok(routed.event.type === 'LeadRouted')
  const { ruleId, chain } = routed.event
  const { event } = assign.decide(
    { ...lead, tier, chain },
    {
      now,
      seed: 7,
      configuration: company,
      identities: new Map(),
      contacts: new Map([[CONTACT, contact]]),
      topOf: new Map(),
      settledPairs: new Set(),
      pools: new Map(),
      presence: new Map(),
      timeOff: new Map(),
      loads: new Map(),
      queues: new Map(),
    },
  )
  return { tier, ruleId, event }
}

const moments = fc.date({
  min: new Date('2026-01-01T00:00:00Z'),
  max: new Date('2028-01-01T00:00:00Z'),
  noInvalidDate: true,
})

describe('the example company', () => {
  it('has somebody take a ready buyer from the Nordics at any hour of any day', async () => {
    await fc.assert(
      fc.asyncProperty(moments, async (now) => {
        const { tier, ruleId, event } = await journey(buyer, now)
        assert.equal(tier, 'hot')
        assert.equal(ruleId, 'nordics-buying-soon')
        assert.ok(event.type === 'LeadAssigned')
        assert.equal(event.reason, 'pool-turn')
      }),
      { numRuns: 200 },
    )
  })

  it('wakes nobody for the reader of a guide, who waits for the first office to open', async () => {
    const { ruleId, event } = await journey(reader, new Date('2026-03-01T02:00:00Z'))

    assert.equal(ruleId, 'readers')
    assert.ok(event.type === 'LeadPutOnWaitingList')
    assert.deepEqual(event.until, new Date('2026-03-02T07:00:00Z'))
  })

  it('gives a lead that no rule knows to the pool around the clock', async () => {
    const { ruleId, event } = await journey(aLead({ contactId: CONTACT }), new Date())

    assert.equal(ruleId, 'fallback')
    assert.ok(event.type === 'LeadAssigned')
    assert.equal(event.poolId, 'around-the-clock')
  })
})
