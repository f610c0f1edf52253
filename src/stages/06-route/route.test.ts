import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { aLead } from '../../../test/support/a-lead.ts'
import { exampleCompany } from '../../../test/support/example-company.ts'
import { stagePorts } from '../../../test/support/stage-ports.ts'
import { RoutingDocument } from '../../domain/documents/routing.ts'
import type { Lead } from '../../domain/lead.ts'
import { FALLBACK } from '../../domain/route.ts'
import { route } from './route.ts'

const NOW = new Date('2026-03-02T14:30:00Z')
const SHARE = { signal: new AbortController().signal }
const EMEA = { kind: 'pool', poolId: 'emea' }
const AROUND_THE_CLOCK = { kind: 'pool', poolId: 'around-the-clock' }

async function routed(lead: Lead, conditions: Record<string, string>) {
  const routing = RoutingDocument.parse({
    rules: Object.entries(conditions).map(([id, when]) => ({
      id,
      name: id,
      when,
      targets: [{ pool: 'emea' }, 'waiting-list'],
    })),
    fallback: [{ pool: 'around-the-clock' }],
  })
  const { event, parts } = await route.run(
    lead,
    stagePorts(exampleCompany({ routing }), NOW),
    SHARE,
  )
  assert.ok(event.type === 'LeadRouted')
  return { event, rules: parts?.trace?.rules }
}

describe('route', () => {
  const lead = aLead({ parts: { form: { country: 'NO' } } })

  it('takes the first rule that is true, and tells of every rule it looked at', async () => {
    const { event, rules } = await routed(lead, {
      american: 'lead.country == "US"',
      large: 'account.employees > 1000',
      norwegian: 'lead.country == "NO"',
      later: 'true',
    })

    assert.equal(event.ruleId, 'norwegian')
    assert.deepEqual(event.chain, [EMEA, { kind: 'waiting-list' }])
    assert.equal(event.revision, 1)
    assert.deepEqual(rules, [
      { ruleId: 'american', verdict: 'false', saw: { 'lead.country': 'NO' } },
      { ruleId: 'large', verdict: 'unknown', saw: { 'account.employees': null } },
      { ruleId: 'norwegian', verdict: 'true', saw: { 'lead.country': 'NO' } },
    ])
  })

  it('falls back when nothing matches, and an unknown country is not a foreign one', async () => {
    const { event } = await routed(aLead(), { foreign: 'lead.country != "US"' })

    assert.equal(event.ruleId, FALLBACK)
    assert.deepEqual(event.chain, [AROUND_THE_CLOCK])
  })

  it('routes by the tier that scoring gave', async () => {
    const { event } = await routed({ ...lead, tier: 'hot' }, { hot: 'score.tier == "hot"' })

    assert.equal(event.ruleId, 'hot')
  })
})
