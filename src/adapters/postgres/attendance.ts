import type { RepLoad } from '../../domain/capacity.ts'
import { countedReps } from '../../domain/counted-reps.ts'
import type { Locked, LockKeys } from '../../domain/decision.ts'
import type { Configuration } from '../../domain/documents/documents.ts'
import type { PoolId, RepId } from '../../domain/ids.ts'
import type { PoolQueue } from '../../domain/pool-queue.ts'
import type { Presence } from '../../domain/presence.ts'
import type { TimeOff } from '../../domain/time-off.ts'
import type { Tx } from './connect.ts'
import { readQueues } from './pool-holds.ts'
import { holdPresence } from './presence-board.ts'
import { holdLoads, lockPlaces } from './rep-loads.ts'
import { readTimeOff } from './time-off-book.ts'

type Attendance = Pick<Locked, 'presence' | 'timeOff' | 'loads' | 'queues'>

/**
 * Who is there and what they have, held still until the transaction ends; nothing for a batch that
 * gives no lead to anybody. Taken after all other locks.
 */
export async function holdAttendance(
  tx: Tx,
  keys: readonly LockKeys[],
  { documents }: Configuration,
  at: Date,
): Promise<Attendance> {
  if (keys.every(({ poolIds }) => poolIds === undefined)) return NOTHING
  const poolIds = new Set(keys.flatMap((key) => key.poolIds ?? []))
  const timeOff = await readTimeOff(tx, at)
  const covers = [...timeOff.values()].flat().flatMap(({ cover }) => cover ?? [])
  const repIds = new Set([...keys.flatMap((key) => key.repIds ?? []), ...covers])
  const counted = countedReps(documents.teams, poolIds, repIds)
  const holding = documents.teams.pools.flatMap(({ id, whenNobody }) =>
    whenNobody === 'hold' && poolIds.has(id) ? id : [],
  )
  const queues = await readQueues(tx, holding, at)
  const presence = await holdPresence(tx)
  // In one statement, which sorts them: those of the second kind would be taken after the first otherwise.
  const moving = keys.flatMap((key) => key.movesOf ?? [])
  if (moving.length > 0) await lockPlaces(tx, [...counted, ...moving])
  return { queues, presence, timeOff, loads: await holdLoads(tx, counted, at) }
}

const NOTHING: Attendance = {
  presence: new Map<RepId, Presence>(),
  timeOff: new Map<RepId, readonly TimeOff[]>(),
  loads: new Map<RepId, RepLoad>(),
  queues: new Map<PoolId, PoolQueue>(),
}
