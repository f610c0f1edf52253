import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Platform } from '../../src/compose/platform.ts'
import type { Documents } from '../../src/domain/documents/documents.ts'
import type { LeadId, RepId } from '../../src/domain/ids.ts'
import type { Target } from '../../src/domain/route.ts'
import type { LeadStore } from '../../src/ports/lead-store.ts'
import { eventually } from '../support/eventually.ts'
import { onePoolOf } from '../support/one-pool-of.ts'
import { startTestGateway, startTestWorker } from '../support/test-product.ts'

const POOL: Target = { kind: 'pool', poolId: 'everybody' as never }
const named = (repId: string): Target => ({ kind: 'rep', repId: repId as RepId })

/** Three reps, one pool of the given members, and one chain for every lead. */
function company(
  chain: readonly Target[],
  members: readonly string[],
  gone: readonly string[] = [],
) {
  const { teams, routing } = onePoolOf(3)
  assert.ok(teams && routing)
  return {
    teams: {
      ...teams,
      reps: teams.reps.filter(({ id }) => !gone.includes(id)),
      pools: teams.pools.map((pool) => ({
        ...pool,
        members: pool.members.filter(({ repId }) => members.includes(repId)),
      })),
    },
    routing: { ...routing, fallback: [...chain] as Documents['routing']['fallback'] },
  }
}

/** What becomes of a lead when the documents change after its route and before its pick. */
async function leadUnder(before: Partial<Documents>, after: Partial<Documents>) {
  await using gateway = await startTestGateway({}, { documents: before })
  const changing = ({ leads, configuration }: Platform): { leads: LeadStore } => ({
    leads: {
      ...leads,
      async decide(lead, decision, said) {
        if (decision.name === 'assign') {
          const { documents } = await configuration.current()
          await configuration.apply({ ...documents, ...after }, 'test')
        }
        return leads.decide(lead, decision, said)
      },
    },
  })
  await using _worker = await startTestWorker(gateway, changing)
  const id = await gateway.submit('web-form', { email: 'kari@fjordtech.no', message: 'Call me' })
  return await eventually('the lead to be decided', async () => decidedLead(gateway.db, id))
}

type Db = Platform['db']
async function decidedLead(db: Db, id: LeadId) {
  const { state, repId, chain } = await db
    .selectFrom('leads')
    .select(['state', 'repId', 'chain'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return state !== 'travelling' && { state, repId, chain }
}

test('a rep who is deleted between the route and the pick is passed over for the next of the chain', async () => {
  const chain = [named('rep-1'), POOL]
  const lead = await leadUnder(company(chain, ['rep-2']), company([POOL], ['rep-2'], ['rep-1']))

  assert.deepEqual(lead.chain, chain)
  assert.deepEqual([lead.state, lead.repId], ['assigned', 'rep-2'])
})

test('a member who is deleted between the route and the pick has no turn', async () => {
  const chain = [POOL]
  const both = ['rep-1', 'rep-2']
  const lead = await leadUnder(company(chain, both), company(chain, both.slice(1), ['rep-1']))

  assert.deepEqual([lead.state, lead.repId], ['assigned', 'rep-2'])
})

test('a pool that is emptied between the route and the pick leaves the lead to the next of the chain', async () => {
  const chain = [POOL, named('rep-2')]
  const lead = await leadUnder(company(chain, ['rep-1']), company(chain, []))

  assert.deepEqual([lead.state, lead.repId], ['assigned', 'rep-2'])
})
