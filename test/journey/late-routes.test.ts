import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clearbitSandbox, SANDBOX_CLEARBIT_KEY } from '../../sandbox/clearbit-sandbox.ts'
import { postgresPast } from '../../src/adapters/postgres/past.ts'
import type { Documents } from '../../src/domain/documents/documents.ts'
import type { RoutingDocument } from '../../src/domain/documents/routing.ts'
import { TeamsDocument } from '../../src/domain/documents/teams.ts'
import type { LeadId, PoolId, RepId } from '../../src/domain/ids.ts'
import type { Lead } from '../../src/domain/lead.ts'
import { simulate } from '../../src/simulation/simulate.ts'
import { eventually } from '../support/eventually.ts'
import { exampleCompany } from '../support/example-company.ts'
import { assertNothingLostOrTwice } from '../support/nothing-twice.ts'
import { startTestProduct, type TestProduct } from '../support/test-product.ts'

/** A Monday morning in Oslo: everybody of the EMEA team is at work. */
const MONDAY = '2026-11-23T09:00:00Z'
const MINUTE = 60_000
const FJORDTECH = { person: null, company: { name: 'Fjordtech AS', metrics: { employees: 5_000 } } }

const SMALL = { kind: 'pool', poolId: 'small' as string as PoolId } as const

/** Jonas and Amelie take turns for everybody but large companies, which are Ingvild’s first. */
function company(
  lateData?: RoutingDocument['lateData'],
): Pick<Documents, 'routing' | 'teams' | 'sla'> {
  const { routing, teams, sla } = exampleCompany().documents
  const members = [{ repId: 'jonas' }, { repId: 'amelie' }]
  const targets = [{ kind: 'rep' as const, repId: 'ingvild' as string as RepId }, SMALL]
  const large = { id: 'large', name: 'Large', when: 'account.employees >= 1000', targets }
  const days = 24 * 60
  return {
    teams: TeamsDocument.parse({ ...teams, pools: [{ id: 'small', name: 'Small', members }] }),
    routing: {
      ...{ rules: [large], segments: routing.segments, fallback: [SMALL], expect: [] },
      ...(lateData && { lateData }),
    },
    sla: { ...sla, acknowledgeWithinMinutes: { hot: days, warm: days, cold: days } },
  }
}

async function offered(product: TestProduct, person: number): Promise<Lead> {
  const email = `person${person}@company${person}.example`
  const id = await product.submit('web-form', { email, country: 'NO', message: 'Call me' })
  return product.decided(id, 'assigned')
}

/** Lets providers say, after a lead was offered, that its company is large. */
async function findOutLate({ worker, clock }: TestProduct, id: LeadId): Promise<void> {
  await worker.leads.record(id, ({ assignmentId }) => ({
    event: { type: 'LeadReenriched', at: clock(), providers: [] },
    parts: { enrichment: { company: { employees: 5_000 } } },
    tasks: [{ follower: 'late-data', ...(assignmentId && { subject: assignmentId }) }],
  }))
}

const lateDataDone = ({ db }: TestProduct) =>
  eventually('late data to be followed', async () => {
    const open = await db
      .selectFrom('tasks')
      .select('id')
      .where('follower', 'in', ['late-data', 'tell-swap'])
      .where('state', '=', 'open')
      .execute()
    const leads = await db.selectFrom('leads').select('state').execute()
    return open.length === 0 && leads.every(({ state }) => state !== 'travelling')
  })

/** What late data had to say to a lead, by the explanation that people see. */
async function verdicts({ api }: TestProduct, id: LeadId): Promise<readonly string[]> {
  const { body } = await api('GET', `/v1/leads/${id}/explanation`)
  return (body as { lateRoutes: { verdict: string }[] }).lateRoutes.map(({ verdict }) => verdict)
}

const refunds = ({ db }: TestProduct) =>
  db.selectFrom('poolLedger').select('leadId').where('kind', '=', 'refund').execute()

async function assertPastComesOutTheSame({ db, clock }: TestProduct, from: Date): Promise<void> {
  const history = await postgresPast(db).between({ from, to: clock() })
  const { proof } = await simulate(history, {})
  assert.ok(proof.decisions > 0)
  assert.equal(proof.equal, proof.decisions)
  assert.equal(proof.simulatedDigest, proof.recordedDigest)
}

test('a lead that was offered while providers were down goes where they say it belongs, once', async () => {
  await using clearbit = await clearbitSandbox({
    records: { 'person1@company1.example': FJORDTECH },
  })
  clearbit.behave({ errorRate: 1 })
  const key = { apiKey: `demo:${SANDBOX_CLEARBIT_KEY}` }
  const provider = { kind: 'clearbit' as const, ...key, timeLimitMs: 1_000, cacheDays: 30 }
  await using product = await startTestProduct({
    at: MONDAY,
    documents: { ...company(), providers: { providers: [provider] } },
    settings: { clearbitBaseUrl: clearbit.url },
  })
  const first = await offered(product, 1)
  assert.deepEqual(first.skippedStages, ['enrich'])

  clearbit.behave({})
  await eventually('Ingvild to have it', async () => {
    await product.forward(MINUTE)
    return (await product.lead(first.id)).repId === 'ingvild'
  })
  await lateDataDone(product)

  const lead = await product.decided(first.id, 'assigned')
  assert.deepEqual([lead.repId, lead.triedRepIds], ['ingvild', [first.repId]])
  assert.deepEqual(await verdicts(product, first.id), ['moved'])
  assert.deepEqual(await refunds(product), [{ leadId: first.id }])
  await assertNothingLostOrTwice(product.db)
})

test('whoever has taken it keeps it, and may swap it for their turn', async () => {
  await using product = await startTestProduct({ at: MONDAY, documents: company() })
  const from = product.clock()
  const { id, repId = '' } = await offered(product, 1)
  const [own, other] = await Promise.all([product.repToken(repId), product.repToken('tobias')])
  const swap = (token: string) => product.api('POST', `/v1/leads/${id}/swap`, undefined, token)
  await product.api('POST', `/v1/leads/${id}/acknowledge`, undefined, own)
  assert.equal((await swap(own)).status, 409)

  await findOutLate(product, id)
  await lateDataDone(product)
  await findOutLate(product, id)
  await lateDataDone(product)

  assert.equal((await product.lead(id)).repId, repId)
  assert.deepEqual(await verdicts(product, id), ['swap-offered'])
  const told = await product.db
    .selectFrom('notifications')
    .select(['repId', 'occasion'])
    .where('leadId', '=', id)
    .execute()
  assert.deepEqual(told, [{ repId, occasion: 'swap' }])
  assert.deepEqual(await refunds(product), [])

  assert.equal((await swap(other)).status, 403)
  assert.equal((await swap(own)).status, 200)
  const swapped = await product.decided(id, 'assigned')
  assert.equal(swapped.repId, 'ingvild')
  assert.deepEqual(await refunds(product), [{ leadId: id }])
  assert.equal((await swap(own)).status, 409)
  assert.deepEqual(await verdicts(product, id), ['swap-offered', 'swapped'])
  await assertNothingLostOrTwice(product.db)
  await assertPastComesOutTheSame(product, from)
})

test('an answer in the same moment counts: who has taken the lead keeps it', async () => {
  await using product = await startTestProduct({ at: MONDAY, documents: company() })
  const from = product.clock()
  const leads = await Promise.all(
    Array.from({ length: 12 }, (_, person) => offered(product, person)),
  )
  const jonas = await product.repToken('jonas')
  const amelie = await product.repToken('amelie')

  const answers = await Promise.all(
    leads.map(async ({ id, repId }) => {
      const token = repId === 'jonas' ? jonas : amelie
      const late = findOutLate(product, id)
      const { status } = await product.api('POST', `/v1/leads/${id}/acknowledge`, undefined, token)
      await late
      return status
    }),
  )
  await lateDataDone(product)

  for (const [at, { id, repId }] of leads.entries()) {
    const taken = answers[at] === 200
    const lead = await product.lead(id)
    assert.equal(lead.repId, taken ? repId : 'ingvild')
    assert.deepEqual(await verdicts(product, id), [taken ? 'swap-offered' : 'moved'])
  }
  assert.equal((await refunds(product)).length, answers.filter((status) => status !== 200).length)
  await assertNothingLostOrTwice(product.db)
  await assertPastComesOutTheSame(product, from)
})

test('the routing document says whether leads move, are offered, or stay', async () => {
  await using product = await startTestProduct({ at: MONDAY, documents: company('offer') })
  const asked = await offered(product, 1)
  await findOutLate(product, asked.id)
  await lateDataDone(product)
  const { documents } = await product.worker.configuration.current()
  await product.worker.configuration.apply({ ...documents, ...company('keep') }, 'test')
  const left = await offered(product, 2)
  await findOutLate(product, left.id)
  await lateDataDone(product)

  assert.deepEqual(await verdicts(product, asked.id), ['swap-offered'])
  assert.deepEqual(await verdicts(product, left.id), [])
  assert.equal((await product.lead(asked.id)).repId, asked.repId)
  assert.equal((await product.lead(left.id)).repId, left.repId)
})
