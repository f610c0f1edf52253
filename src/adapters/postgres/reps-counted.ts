import { countedReps } from '../../domain/counted-reps.ts'
import type { TeamsDocument } from '../../domain/documents/teams.ts'
import type { RepId } from '../../domain/ids.ts'

/** All reps of whom a decision under any of these documents may ask what they have. */
export function repsCounted(documents: readonly TeamsDocument[]): RepId[] {
  const repIds = documents.flatMap((teams) => {
    const pools = new Set(teams.pools.map(({ id }) => id))
    return countedReps(teams, pools, new Set(teams.reps.map(({ id }) => id)))
  })
  return [...new Set(repIds)]
}
