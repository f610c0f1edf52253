import type { TeamsDocument } from './documents/teams.ts'
import type { PoolId, RepId } from './ids.ts'
import type { Strategy } from './pool-strategy.ts'

/**
 * The reps of whom a decision may ask how many leads they have, sorted: those with caps among the
 * members of these pools, those named, whoever may stand in for somebody, and managers; and all members
 * of those pools that choose by load or capacity.
 */
export function countedReps(
  { reps, teams, pools }: TeamsDocument,
  poolIds: ReadonlySet<PoolId>,
  repIds: ReadonlySet<RepId>,
): readonly RepId[] {
  const members = pools.flatMap((pool) => pool.members)
  const ofLoads = pools.filter(({ id, strategy }) => poolIds.has(id) && BY_LOAD.has(strategy))
  const capped = new Set([
    ...ofLoads.flatMap((pool) => pool.members.map(({ repId }) => repId)),
    ...reps.filter(({ caps }) => caps.length > 0).map(({ id }) => id),
    ...members.filter(({ caps }) => caps.length > 0).map(({ repId }) => repId),
  ])
  if (capped.size === 0) return []
  const asked = [
    ...pools.filter(({ id }) => poolIds.has(id)).flatMap((pool) => pool.members),
    ...reps.flatMap(({ cover, timeOff }) => [cover, ...timeOff.map((one) => one.cover)]).map(asRep),
    ...teams.map(({ managerId }) => asRep(managerId)),
    ...[...repIds].map(asRep),
  ].flatMap(({ repId }) => repId ?? [])
  return [...new Set(asked)].filter((id) => capped.has(id)).sort()
}

const BY_LOAD: ReadonlySet<Strategy> = new Set(['least-loaded', 'capacity-weighted'])

const asRep = (repId: RepId | undefined) => ({ repId })
