import type { TeamsDocument } from './documents/teams.ts'
import type { RepId } from './ids.ts'
import type { Target } from './route.ts'

/**
 * The rep whom a target names, by their id or as the manager of a team; undefined for pools and the
 * waiting list, and for a team without a manager.
 */
export function targetRep(target: Target, { reps, teams }: TeamsDocument): RepId | undefined {
  if (target.kind === 'rep') return target.repId
  if (target.kind !== 'manager') return undefined
  const teamId =
    'teamId' in target ? target.teamId : reps.find(({ id }) => id === target.repId)?.teamId
  return teams.find(({ id }) => id === teamId)?.managerId
}
