import type { Pool, TeamsDocument } from './documents/teams.ts'
import type { PoolId, RepId } from './ids.ts'
import type { Strategy } from './pool-strategy.ts'

/**
 * The reps of whom a decision may ask how many leads they have, sorted: those with caps among the
 * members of these pools, those named, whoever may stand in for somebody, and managers; and all members
 * of those pools that choose by load or capacity.
 */
export function countedReps(
  teams: TeamsDocument,
  poolIds: ReadonlySet<PoolId>,
  repIds: ReadonlySet<RepId>,
): readonly RepId[] {
  const { capped, standIns } = knownOf(teams)
  const pools = teams.pools.filter(({ id }) => poolIds.has(id))
  const byLoad = pools.filter(({ strategy }) => BY_LOAD.has(strategy)).flatMap(membersOf)
  if (capped.size === 0 && byLoad.length === 0) return []
  const asked = [...pools.flatMap(membersOf), ...standIns, ...repIds]
  const counted = asked.filter((id) => capped.has(id))
  return [...new Set([...byLoad, ...counted])].sort()
}

/** Strategies that ask how many leads every member has. */
export const BY_LOAD: ReadonlySet<Strategy> = new Set(['least-loaded', 'capacity-weighted'])

const membersOf = ({ members }: Pool) => members.map(({ repId }) => repId)

type Known = {
  /** Those with caps of their own, or as a member of any pool. */
  readonly capped: ReadonlySet<RepId>
  /** Whoever may stand in for somebody, and managers. */
  readonly standIns: readonly RepId[]
}

/** Remembered per document, because it is asked for every batch, and for every decision of a simulation. */
const known = new WeakMap<TeamsDocument, Known>()

function knownOf(document: TeamsDocument): Known {
  const found = known.get(document)
  if (found !== undefined) return found
  const { reps, teams, pools } = document
  const members = pools.flatMap((pool) => pool.members)
  const covers = reps.flatMap(({ cover, timeOff }) => [cover, ...timeOff.map((one) => one.cover)])
  const made = {
    capped: new Set([
      ...reps.filter(({ caps }) => caps.length > 0).map(({ id }) => id),
      ...members.filter(({ caps }) => caps.length > 0).map(({ repId }) => repId),
    ]),
    standIns: [...covers, ...teams.map(({ managerId }) => managerId)].flatMap((id) => id ?? []),
  }
  known.set(document, made)
  return made
}
