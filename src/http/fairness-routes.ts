import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { noneOfThatName } from '../domain/closest-name.ts'
import { countedReps } from '../domain/counted-reps.ts'
import type { TeamsDocument } from '../domain/documents/teams.ts'
import { Refused } from '../domain/failure.ts'
import { fairnessCheck } from '../domain/fairness-check.ts'
import { standingOf } from '../domain/fairness-standing.ts'
import type { PoolId } from '../domain/ids.ts'
import type { LedgerEntry } from '../domain/ledger.ts'
import { lineOf } from '../domain/ledger-line.ts'
import type { LedgerReader } from '../ports/ledger-reader.ts'
import type { RepLoads } from '../ports/rep-loads.ts'
import { exportRoute, proofRoute, standingRoute } from './fairness-schemas.ts'
import { type RosterPorts, rosterNow } from './roster-now.ts'

/** What these routes read from. */
export type FairnessPorts = RosterPorts & {
  readonly ledger: LedgerReader
  readonly loads: RepLoads
}

/** After so many entries whoever else waits for this process has a turn: a few ms of work. */
const AT_ONCE = 50

/** Who is owed what in a pool, and the proof that every turn was given fairly. */
export const fairnessRoutes: FastifyPluginAsyncZod<FairnessPorts> = async (app, ports) => {
  const { configuration, ledger } = ports

  app.get('/v1/pools/:id/fairness', standingRoute, async (request) => {
    const poolId = request.params.id as PoolId
    const { teams } = (await configuration.current()).documents
    const pool = teams.pools.find(({ id }) => id === poolId)
    if (pool === undefined) throw unknownPool(poolId, teams)
    const at = ports.clock()
    const counted = countedReps(teams, new Set([poolId]), new Set())
    const [account, roster, loads] = await Promise.all([
      ledger.account(poolId),
      rosterNow(ports),
      ports.loads.of(counted, at),
    ])
    return { poolId, ...standingOf(pool, account, { roster, loads, at }) }
  })

  app.get('/v1/pools/:id/fairness/proof', proofRoute, async (request) => {
    const poolId = await knownPool(request.params.id as PoolId)
    const check = fairnessCheck()
    let seen = 0
    for await (const entry of ledger.entries(poolId)) {
      check.see(entry)
      seen += 1
      if (seen % AT_ONCE === 0) await setImmediate()
    }
    return { ...check.proof(), poolId }
  })

  app.get('/v1/pools/:id/ledger/export', exportRoute, async (request, reply) => {
    const poolId = await knownPool(request.params.id as PoolId)
    return reply
      .type('application/x-ndjson')
      .send(Readable.from(linesOf(ledger.entries(poolId))) as never)
  })

  /** A pool of the documents, or one that was in them and has a ledger still. */
  async function knownPool(poolId: PoolId): Promise<PoolId> {
    const { documents } = await configuration.current()
    if (documents.teams.pools.some(({ id }) => id === poolId)) return poolId
    const account = await ledger.account(poolId)
    if (account.ledger.sequence === 0) throw unknownPool(poolId, documents.teams)
    return poolId
  }
}

function unknownPool(poolId: PoolId, { pools }: TeamsDocument): Refused {
  const ids = pools.map(({ id }) => id)
  return new Refused('pool-unknown', `No pool ${poolId}`, noneOfThatName('pool', poolId, ids))
}

async function* linesOf(entries: AsyncIterable<LedgerEntry>): AsyncGenerator<string> {
  for await (const entry of entries) yield `${lineOf(entry)}\n`
}
