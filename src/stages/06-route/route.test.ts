import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { aLead } from '../../../test/support/a-lead.ts'
import { exampleCompany } from '../../../test/support/example-company.ts'
import { stagePorts } from '../../../test/support/stage-ports.ts'
import { newAccount } from '../../domain/account.ts'
import { accountFacts } from '../../domain/account-of-lead.ts'
import { RoutingDocument } from '../../domain/documents/routing.ts'
import type { AccountId, ContactId, RepId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import { FALLBACK } from '../../domain/route.ts'
import type { Ports } from '../../ports/ports.ts'
import { route, routeAt } from './route.ts'

const NOW = new Date('2026-03-02T14:30:00Z')
const SHARE = { signal: new AbortController().signal }
const CONTACT = 'contact' as ContactId
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

  it('goes from named accounts over post codes, regions and countries to the default', async () => {
    const territories = {
      named: 'account.domain == "quay.example"',
      code: 'lead.postalCode == "0150"',
      region: 'lead.region == "Oslo"',
      country: 'lead.country == "NO"',
    }
    const taken = async (given: Lead['parts']['form'], domain = 'other.example') => {
      const parts = { form: given, enrichment: { company: { domain } } }
      return (await routed(aLead({ parts }), territories)).event.ruleId
    }
    const oslo = { country: 'NO', region: 'Oslo', postalCode: '0150' }

    assert.equal(await taken(oslo, 'quay.example'), 'named')
    assert.equal(await taken(oslo), 'code')
    assert.equal(await taken({ ...oslo, postalCode: '0151' }), 'region')
    assert.equal(await taken({ country: 'NO', region: 'Viken' }), 'country')
    assert.equal(await taken({ country: 'SE', region: 'Skåne' }), FALLBACK)
  })

  it('routes by the tier that scoring gave', async () => {
    const { event } = await routed({ ...lead, tier: 'hot' }, { hot: 'score.tier == "hot"' })

    assert.equal(event.ruleId, 'hot')
  })
})

describe('segments', () => {
  const SEGMENTS = [
    { id: 'hot_north', when: 'segments.zips_north && segments.hot' },
    { id: 'hot', when: 'score.tier == "hot"' },
    { id: 'zips_north', list: 'lead.postalCode' },
    { id: 'unused', list: 'lead.city' },
  ]
  const rule = { name: 'North', targets: [{ pool: 'emea' }] }

  async function routedIn(lead: Lead, rules: readonly { id: string; when: string }[]) {
    const written = { segments: SEGMENTS, rules: rules.map((it) => ({ ...rule, ...it })) }
    const routing = RoutingDocument.parse({ ...written, fallback: [{ pool: 'emea' }] })
    const asked: unknown[] = []
    const ports = stagePorts(exampleCompany({ routing }), NOW)
    const lookUp: Ports['segments']['lookUp'] = async (all) => {
      asked.push(...all)
      return new Map([['zips_north', { version: 7, member: true }]])
    }
    const { event, parts } = await route.run(lead, { ...ports, segments: { lookUp } }, SHARE)
    const trace = parts?.trace
    const routed = { ...lead, parts: { ...lead.parts, ...(trace && { trace }) } }
    const again = routeAt(routed, NOW, await ports.configuration.current(), () => undefined)
    assert.deepEqual([again.event, again.trace], [event, trace])
    return { asked, trace }
  }
  const north = aLead({ tier: 'hot', parts: { form: { postalCode: 'n1 9gu' } } })

  it('are asked for once, as their list is written, and the trace tells what each came to', async () => {
    const { asked, trace } = await routedIn(north, [{ id: 'n', when: 'segments.hot_north' }])

    assert.deepEqual(asked, [{ segment: 'zips_north', field: 'lead.postalCode', value: 'N19GU' }])
    assert.deepEqual(trace?.rules, [
      { ruleId: 'n', verdict: 'true', saw: { 'segments.hot_north': true } },
    ])
    assert.deepEqual(trace?.segments, [
      { id: 'zips_north', verdict: 'true', saw: { 'lead.postalCode': 'n1 9gu' }, version: 7 },
      { id: 'hot', verdict: 'true', saw: { 'score.tier': 'hot' } },
      {
        id: 'hot_north',
        verdict: 'true',
        saw: { 'segments.zips_north': true, 'segments.hot': true },
      },
    ])
  })

  it('are unknown without the field, and nobody is asked', async () => {
    const { asked, trace } = await routedIn(aLead(), [
      { id: 'in', when: 'segments.zips_north' },
      { id: 'out', when: '!segments.zips_north' },
    ])

    assert.deepEqual(asked, [])
    assert.deepEqual(
      trace?.rules.map(({ verdict }) => verdict),
      ['unknown', 'unknown'],
    )
  })

  it('cost nothing where no rule asks for them', async () => {
    const { asked, trace } = await routedIn(north, [{ id: 'all', when: 'true' }])

    assert.deepEqual(asked, [])
    assert.equal(trace?.segments, undefined)
  })
})

describe('owners of the account', () => {
  const QUAY = 'quay' as AccountId
  const facts = accountFacts(
    { ...newAccount(QUAY, 'Quayside'), ownerRepId: 'jonas' as RepId, parentId: 'top' as AccountId },
    { name: 'Quayside Holding', ownerRepId: 'ingvild' as RepId },
  )
  const finding = { matches: [], compared: 1 }
  const lead = aLead({ contactId: CONTACT, parts: { form: {}, account: { finding, facts } } })
  const MINE = { kind: 'rep', repId: 'jonas', owns: 'account' }
  const PARENTS = { kind: 'rep', repId: 'ingvild', owns: 'parent-account' }

  async function chain(document: object, given: Partial<Ports['accounts']> = {}) {
    const routing = RoutingDocument.parse({ rules: [], fallback: [{ pool: 'emea' }], ...document })
    const ports = stagePorts(exampleCompany({ routing }), NOW)
    const accounts = { ...ports.accounts, facts: async () => facts, ...given }
    const { event, parts } = await route.run(lead, { ...ports, accounts }, SHARE)
    assert.ok(event.type === 'LeadRouted')
    return { chain: event.chain, trace: parts?.trace, account: parts?.account }
  }
  const rule = { id: 'all', name: 'All', when: 'true', targets: [{ pool: 'emea' }] }

  it('come before the targets of the rule: of the account, then of its parent', async () => {
    const found = await chain({})

    assert.deepEqual(found.chain, [MINE, PARENTS, EMEA])
    assert.deepEqual(found.trace?.owners, [
      { of: 'account', repId: 'jonas', verdict: 'first' },
      { of: 'parent-account', repId: 'ingvild', verdict: 'first' },
    ])
  })

  it('do not where the document or the rule says so', async () => {
    assert.deepEqual((await chain({ accountOwners: false })).chain, [EMEA])
    assert.deepEqual((await chain({ rules: [{ ...rule, accountOwners: false }] })).chain, [EMEA])
    const first = await chain({ accountOwners: false, rules: [{ ...rule, accountOwners: true }] })
    assert.deepEqual(first.chain, [MINE, PARENTS, EMEA])
  })

  it('are those of the book now, and only if they are there', async () => {
    const gone = { ...facts, ownerId: 'somebody-who-left' as RepId }

    const found = await chain({}, { facts: async () => gone })

    assert.deepEqual(found.chain, [PARENTS, EMEA])
    assert.equal(found.trace?.owners?.[0]?.verdict, 'inactive')
    assert.equal(found.account?.facts?.ownerId, 'somebody-who-left')
  })

  it('are known by conditions, before what providers say', async () => {
    const when =
      'account.ownerId == "jonas" && account.parentName == "Quayside Holding" && !account.named'

    const { trace } = await chain({ rules: [{ ...rule, when }] })

    assert.equal(trace?.rules[0]?.verdict, 'true')
  })
})
