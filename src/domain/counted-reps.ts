import type { TeamsDocument } from './documents/teams.ts'
import type { PoolId, RepId } from './ids.ts'

/**
 * The reps of whom a decision may ask how many leads they have, sorted: those with caps among the
 * members of these pools, those named, whoever may stand in for somebody, and managers.
 */
export function countedReps(
  { reps, teams, pools }: TeamsDocument,
  poolIds: ReadonlySet<PoolId>,
  repIds: ReadonlySet<RepId>,
): readonly RepId[] {
  const members = pools.flatMap((pool) => pool.members)
  const capped = new Set([
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

const asRep = (repId: RepId | undefined) => ({ repId })
