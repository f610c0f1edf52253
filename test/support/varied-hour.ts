import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { readConfig } from '../../src/config.ts'
import type { RoutingDocument, Territory } from '../../src/domain/documents/routing.ts'
import { TeamsDocument } from '../../src/domain/documents/teams.ts'
import { type AccountId, type LeadId, newId } from '../../src/domain/ids.ts'
import { type Ran, stl } from './command-line.ts'
import { eventually } from './eventually.ts'
import { exampleCompany } from './example-company.ts'
import { startTestProduct, startTestWorker, type TestProduct } from './test-product.ts'

/** A Tuesday, two hours before the offices of the EMEA pool close. */
const BEGIN = '2026-11-24T13:00:00Z'
const MINUTE_MS = 60_000

const COUNTRIES = ['NO', 'DE', 'US', 'GB', 'SG', 'SE', 'FR', 'CA'] as const

const anInquiry = (person: number, more: object = {}) => ({
  email: `person${person}@company${person}.example`,
  country: COUNTRIES[person % COUNTRIES.length] ?? 'NO',
  message: `Question ${person}`,
  ...more,
})

/** Who is in Asia stands in a list. Amelie may have two that she has not answered, and Jonas three an hour; readers wait for office hours. */
function cappedCompany() {
  const { teams, routing } = exampleCompany().documents
  const caps = {
    amelie: [{ most: 2, of: 'unacknowledged' }],
    jonas: [{ most: 3, per: 'hour' }],
  }
  const reps = teams.reps.map((rep) => ({ ...rep, caps: caps[rep.id as keyof typeof caps] ?? [] }))
  const changed: Readonly<Record<string, Partial<Territory>>> = {
    dach: { targets: [...targetsOf('dach', routing).slice(0, 2), WAITING_LIST] },
    'asia-pacific': { when: 'segments.asia' },
  }
  const rules = routing.rules.map((rule) => ({ ...rule, ...changed[rule.id] }))
  const segments = [...(routing.segments ?? []), { id: 'asia', list: 'lead.country' }]
  const pools = teams.pools.map((pool) =>
    pool.id === 'americas' ? { ...pool, whenNobody: 'hold', releaseEverySeconds: 5 } : pool,
  )
  return {
    teams: TeamsDocument.parse({ ...teams, reps, pools }),
    routing: { ...routing, rules, segments },
  }
}

const targetsOf = (id: string, { rules }: RoutingDocument) =>
  rules.find((rule) => rule.id === id)?.targets ?? []

const WAITING_LIST = { kind: 'waiting-list' } as const

/** A product, since when its story goes, and its command line. */
export type Story = TestProduct & {
  readonly from: Date
  stl(...args: string[]): Promise<Ran>
}

const TOKEN = 'token-of-the-varied-hour'

/**
 * What may happen in an hour and the night after it: two workers, answers, refusals, silence, caps,
 * the waiting list, a pool that holds leads, moves by hand, refunds, presence and time off, owners, contacts
 * that are joined, and rules that are published in between.
 */
export async function variedHour(): Promise<Story> {
  const { adminToken } = readConfig({ STL_ADMIN_TOKEN: TOKEN })
  const settings = { ...(adminToken && { adminToken }) }
  const product = await startTestProduct({ at: BEGIN, documents: cappedCompany(), settings })
  const account = { name: 'Company Five', domains: ['company5.example'], ownerRepId: 'jonas' }
  await product.api('PUT', `/v1/accounts/${newId<AccountId>()}`, account)
  await loadList(product, 'asia', 'value\nSG\n')
  const from = product.clock()
  await using _worker = await startTestWorker(product)
  const submit = (person: number, more?: object) =>
    product.submit('web-form', anInquiry(person, more))
  const act = (id: LeadId, what: string, body?: object) =>
    product.api('POST', `/v1/leads/${id}/${what}`, body)

  await forAccountOwner(product)
  const ids = await Promise.all(Array.from({ length: 24 }, (_, person) => submit(person)))
  await settled(product)
  const [a, b, c, d, e, f, g] = ids as [LeadId, LeadId, LeadId, LeadId, LeadId, LeadId, LeadId]
  await Promise.all([act(a, 'acknowledge'), act(b, 'decline'), act(c, 'decline')])
  await Promise.all([act(d, 'reassign', {}), act(e, 'reassign', { repId: 'daniela' })])
  await act(f, 'refund', { reason: 'spam' })
  const adjustment = { repId: 'tobias', credits: 0.5, reason: 'agreed' }
  await product.api('POST', '/v1/pools/emea/adjustments', adjustment)
  await joinContacts(product, c, ids[0] as LeadId)
  await settled(product)

  await Promise.all([
    product.api('PUT', '/v1/reps/jonas/presence', { presence: 'away' }),
    ...Array.from({ length: 8 }, (_, person) => submit(30 + person)),
  ])
  await product.api('POST', '/v1/reps/grace/time-off', { from: '2026-11-24', to: '2026-11-25' })
  const again = { message: 'Once more' }
  await Promise.all([submit(1, again), submit(2, again), submit(7, again), submit(40), submit(41)])
  await settled(product)
  await act(g, 'acknowledge')
  await act(g, 'outcome', { outcome: 'qualified' })

  await publish(product)
  await Promise.all(Array.from({ length: 12 }, (_, person) => submit(50 + person)))
  await product.api('PUT', '/v1/reps/jonas/presence', { presence: 'calendar' })
  await settled(product)

  // Nobody answers for an hour and a quarter: offers go on to others, and the offices of Europe close.
  await product.forward(75 * MINUTE_MS)
  await settled(product)
  await product.forward(75 * MINUTE_MS)
  await Promise.all(Array.from({ length: 8 }, (_, person) => submit(70 + person)))
  await settled(product)
  // Until the morning after, when what waits is let go.
  await product.forward(17 * 60 * MINUTE_MS)
  await settled(product)
  await Promise.all(Array.from({ length: 4 }, (_, person) => submit(80 + person)))
  await settled(product)
  return { ...product, from, stl: (...args) => stl({ url: product.url, token: TOKEN }, ...args) }
}

async function loadList({ url }: TestProduct, segment: string, body: string): Promise<void> {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'text/csv' }
  const { status } = await fetch(`${url}/v1/segments/${segment}`, { method: 'PUT', headers, body })
  assert.equal(status, 200)
}

/**
 * A lead goes to the owner of its account, before the crowd comes: finding the account is skipped on a machine
 * that is late, and then another lead has to tell of it.
 */
async function forAccountOwner(product: TestProduct): Promise<void> {
  let person = 0
  await eventually('a lead to go to the owner of its account', async () => {
    person += 1
    const email = `first${person}@company5.example`
    const id = await product.submit('web-form', anInquiry(5, { email }))
    await product.decided(id)
    const given = product.db.selectFrom('assignments').select('reason').where('leadId', '=', id)
    return (await given.executeTakeFirst())?.reason === 'account-owner'
  })
}

/** The person of a lead that waits and is nobody's turns out to be one whom somebody has. */
async function joinContacts(product: TestProduct, waiting: LeadId, owned: LeadId): Promise<void> {
  const { contactId } = await product.lead(waiting)
  const other = await product.lead(owned)
  const path = `/v1/contacts/${contactId}/join`
  const { status, body } = await product.api('POST', path, { with: other.contactId })
  assert.equal(status, 200, JSON.stringify(body))
}

/** Daniela joins the EMEA pool, Ingvild leaves it, and Germany goes to the pool alone. */
async function publish(product: TestProduct): Promise<void> {
  const { configuration } = product.worker
  const { documents } = await configuration.current()
  const pools = documents.teams.pools.map((pool) =>
    pool.id === 'emea'
      ? { ...pool, members: [...pool.members.slice(1), { repId: 'daniela', weight: 1, caps: [] }] }
      : pool,
  )
  const teams = TeamsDocument.parse({ ...documents.teams, pools })
  const rules = documents.routing.rules.map((rule) =>
    rule.id === 'dach' ? { ...rule, targets: rule.targets.slice(1) } : rule,
  )
  await configuration.apply(
    { ...documents, teams, routing: { ...documents.routing, rules } },
    'test',
  )
}

/** Waits until nobody is on the way, and nothing is about to send somebody there. */
async function settled({ db, clock }: TestProduct): Promise<void> {
  await eventually('every lead to be decided', async () => {
    const { rows } = await sql<{ open: number }>`
      select (select count(*) from leads where state = 'travelling')
        + (select count(*) from tasks t where state = 'open' and follower in ('escalate', 'resume')
            and (due_at is null or due_at <= ${clock()})) as open`.execute(db)
    return Number(rows[0]?.open) === 0
  })
}
