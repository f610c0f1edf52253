import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Documents } from '../../src/domain/documents/documents.ts'
import { TeamsDocument } from '../../src/domain/documents/teams.ts'
import type { LeadId, PoolId } from '../../src/domain/ids.ts'
import type { Target } from '../../src/domain/route.ts'
import { eventually } from '../support/eventually.ts'
import { exampleCompany } from '../support/example-company.ts'
import { assertNothingLostOrTwice } from '../support/nothing-twice.ts'
import {
  startTestGateway,
  startTestProduct,
  startTestWorker,
  type TestGateway,
} from '../support/test-product.ts'

/** A Saturday night; the office in Oslo opens on Monday at eight, which is seven in UTC. */
const SATURDAY = '2026-11-21T23:00:00Z'
const MONDAY_MORNING = new Date('2026-11-23T07:00:00Z')
const TUESDAY = '2026-11-24T09:00:00Z'

const EMEA: Target = { kind: 'pool', poolId: 'emea' as string as PoolId }

/** A company whose leads all go to the EMEA pool, of which the documents say this besides. */
function emeaOnly(more: Record<string, unknown>, target: Target = EMEA): Partial<Documents> {
  const { teams, routing } = exampleCompany().documents
  const pools = teams.pools.map((pool) => (pool.id === 'emea' ? { ...pool, ...more } : pool))
  return {
    teams: TeamsDocument.parse({ ...teams, pools }),
    routing: { ...routing, rules: [], fallback: [target] },
  }
}

const submit = (gateway: TestGateway, person: number) =>
  gateway.submit('web-form', {
    email: `person${person}@company${person}.example`,
    message: `Question ${person}`,
  })

const stateIs = (gateway: TestGateway, id: LeadId, state: string) =>
  eventually(`the lead to be ${state}`, async () => {
    const lead = await gateway.db
      .selectFrom('leads')
      .select('state')
      .where('id', '=', id)
      .executeTakeFirst()
    return lead?.state === state
  })

const picksOf = ({ db }: TestGateway) =>
  db.selectFrom('poolLedger').select(['leadId', 'repId']).orderBy('sequence').execute()

test('held leads go one by one after the opening, in order, by whichever workers there are then', async () => {
  const documents = emeaOnly({ whenNobody: 'hold', releaseEverySeconds: 60 })
  await using gateway = await startTestGateway({}, { documents, at: SATURDAY })
  const ids: LeadId[] = []
  {
    await using _first = await startTestWorker(gateway)
    await using _second = await startTestWorker(gateway)
    for (let person = 0; person < 5; person += 1) {
      const id = await submit(gateway, person)
      ids.push(id)
      await stateIs(gateway, id, 'waiting')
    }
    await gateway.forward(MONDAY_MORNING.getTime() - gateway.clock().getTime())
    await stateIs(gateway, ids[0] as LeadId, 'assigned')
    // Somebody is there, and the new lead comes behind those that the pool holds all the same.
    const fresh = await submit(gateway, 5)
    ids.push(fresh)
    await stateIs(gateway, fresh, 'waiting')
    const { body } = await gateway.api('GET', `/v1/leads/${fresh}/why-not?rep=jonas`)
    assert.partialDeepStrictEqual(body, { reproduced: true, assumed: [] })
    assert.match(JSON.stringify(body), /It waited for somebody/)
  }
  assert.deepEqual(
    (await picksOf(gateway)).map(({ leadId }) => leadId),
    ids.slice(0, 1),
  )

  await using _third = await startTestWorker(gateway)
  await using _fourth = await startTestWorker(gateway)
  await eventually('every lead to be given', async () => {
    await gateway.forward(6_000)
    return (await picksOf(gateway)).length === ids.length
  })

  assert.deepEqual(
    (await picksOf(gateway)).map(({ leadId }) => leadId),
    ids,
  )
  const holds = await gateway.db.selectFrom('poolHolds').select('leadId').execute()
  assert.deepEqual(holds, [])
  await assertNothingLostOrTwice(gateway.db)
})

test('a wish that nobody grants in time is dropped, which the lead says', async () => {
  const asks = {
    required: {},
    wished: [{ skill: 'french', level: 5, group: 0 }],
    dropAfterSeconds: 120,
  }
  const documents = emeaOnly({}, { ...EMEA, asks })
  await using product = await startTestProduct({ documents, at: TUESDAY })
  await product.api('PUT', '/v1/reps/amelie/presence', { presence: 'away' })

  const id = await submit(product, 1)
  await product.decided(id, 'waiting')
  await product.forward(121_000)
  await product.decided(id, 'assigned')
  const { body } = await product.api('GET', `/v1/leads/${id}/explanation`)

  assert.partialDeepStrictEqual(body, { assignments: [{ dropped: ['french'] }] })
  const resumed = await product.db
    .selectFrom('leadEvents')
    .select('data')
    .where('type', '=', 'LeadResumed')
    .execute()
  assert.partialDeepStrictEqual(resumed, [{ data: { why: 'wish-dropped' } }])
})

test('a pool by load gives leads to who has the fewest open, and its ledger proves it', async () => {
  const members = [{ repId: 'jonas' }, { repId: 'tobias' }]
  const documents = emeaOnly({ strategy: 'least-loaded', members })
  await using product = await startTestProduct({ documents, at: TUESDAY })
  for (let person = 0; person < 4; person += 1) {
    await product.decided(await submit(product, person), 'assigned')
  }
  const ofJonas = (await picksOf(product)).filter(({ repId }) => repId === 'jonas')
  for (const { leadId } of ofJonas) {
    await product.api('POST', `/v1/leads/${leadId}/outcome`, { outcome: 'lost' })
  }
  for (let person = 4; person < 6; person += 1) {
    await product.decided(await submit(product, person), 'assigned')
  }

  const reps = (await picksOf(product)).map(({ repId }) => String(repId))
  assert.deepEqual(reps.slice(0, 4).toSorted(), ['jonas', 'jonas', 'tobias', 'tobias'])
  assert.deepEqual(reps.slice(4), ['jonas', 'jonas'])
  const { body } = await product.api('GET', '/v1/pools/emea/fairness/proof')
  assert.partialDeepStrictEqual(body, { entries: 6, problems: [], bound: { gaps: [] } })
})
