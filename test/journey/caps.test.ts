import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Documents } from '../../src/domain/documents/documents.ts'
import { TeamsDocument } from '../../src/domain/documents/teams.ts'
import type { LeadId, PoolId, RepId } from '../../src/domain/ids.ts'
import { eventually } from '../support/eventually.ts'
import { exampleCompany } from '../support/example-company.ts'
import { assertNothingLostOrTwice } from '../support/nothing-twice.ts'
import { startTestProduct, startTestWorker, type TestProduct } from '../support/test-product.ts'

const TUESDAY = '2026-11-24T09:00:00Z'
const WAITING = { kind: 'waiting-list' as const }
const rep = (id: string) => ({ kind: 'rep' as const, repId: id as string as RepId })
const pool = (id: string) => ({ kind: 'pool' as const, poolId: id as string as PoolId })

/** Jonas is alone in two pools, and may have so many leads that he has not acknowledged. */
function jonasAlone(most: number): Partial<Documents> {
  const { routing, teams } = exampleCompany().documents
  const members = [{ repId: 'jonas' }]
  const alone = TeamsDocument.parse({
    ...teams,
    reps: teams.reps.map((rep) =>
      rep.id === 'jonas' ? { ...rep, caps: [{ most, of: 'unacknowledged' }] } : rep,
    ),
    pools: ['north', 'south'].map((id) => ({ id, name: id, members })),
  })
  const south = {
    ...{ id: 'south', name: 'South', when: 'lead.message == "south"' },
    targets: [pool('south'), { kind: 'waiting-list' as const }],
  }
  const fallback = [pool('north'), { kind: 'waiting-list' as const }]
  return { teams: alone, routing: { ...routing, rules: [south], fallback } }
}

const submit = (product: TestProduct, person: number) =>
  product.submit('web-form', {
    email: `person${person}@company${person}.example`,
    message: person % 2 === 0 ? 'north' : 'south',
  })

async function assigned({ db }: TestProduct): Promise<readonly LeadId[]> {
  const rows = await db
    .selectFrom('leads')
    .select('id')
    .where('state', '=', 'assigned')
    .orderBy('receivedAt')
    .execute()
  return rows.map(({ id }) => id)
}

const settled = (product: TestProduct, count: number) =>
  eventually('every lead to be decided', async () => {
    const leads = await product.db.selectFrom('leads').select('state').execute()
    return leads.length === count && leads.every(({ state }) => state !== 'travelling')
  })

test('a rep who acknowledges gets the lead that waits longest, at once and before a later one', async () => {
  await using product = await startTestProduct({ at: TUESDAY, documents: jonasAlone(2) })
  const ids: LeadId[] = []
  for (let person = 0; person < 6; person += 1) {
    const id = await submit(product, person)
    ids.push(id)
    await product.decided(id, person < 2 ? 'assigned' : 'waiting')
  }
  const full = await product.api('GET', '/v1/pools/north/fairness')
  assert.partialDeepStrictEqual(full.body, { members: [{ isThere: false, isAtCap: true }] })

  await product.api('POST', `/v1/leads/${ids[0]}/acknowledge`)
  const later = await submit(product, 6)
  await product.decided(ids[2] as LeadId, 'assigned')
  await product.decided(later, 'waiting')
  await settled(product, 7)

  assert.deepEqual(await assigned(product), ids.slice(0, 3))
  const resumed = await product.db
    .selectFrom('leadEvents')
    .select('data')
    .where('leadId', '=', ids[2] as LeadId)
    .where('type', '=', 'LeadResumed')
    .execute()
  assert.partialDeepStrictEqual(resumed, [{ data: { why: 'cap-freed' } }])
  for (const id of [...ids, later]) {
    const { body } = await product.api('GET', `/v1/leads/${id}/why-not?rep=jonas`)
    assert.partialDeepStrictEqual(body, { reproduced: true, assumed: [] })
  }
  await assertNothingLostOrTwice(product.db)
})

test('leads that come at once by two pools never give a rep more than the cap', async () => {
  await using product = await startTestProduct({ at: TUESDAY, documents: jonasAlone(5) })
  await using _second = await startTestWorker(product)

  await Promise.all(Array.from({ length: 40 }, (_, person) => submit(product, person)))
  await settled(product, 40)

  assert.equal((await assigned(product)).length, 5)
})

test('whoever covers by time off that was added meanwhile is held back by their cap', async () => {
  const { routing, teams } = jonasAlone(1)
  const rules = [{ id: 'all', name: 'All', when: 'true', targets: [rep('amelie'), WAITING] }]
  const documents = { teams, routing: { ...routing, rules } } as Partial<Documents>
  await using product = await startTestProduct({ at: TUESDAY, documents })
  await product.api('POST', '/v1/reps/amelie/time-off', { from: '2026-11-24', cover: 'jonas' })
  const first = await submit(product, 1)
  const { repId } = await product.decided(first, 'assigned')

  const second = await submit(product, 2)
  await product.decided(second, 'waiting')

  assert.equal(repId, 'jonas')
  await assertNothingLostOrTwice(product.db)
})
