import type { RoutingDocument } from '../documents/routing.ts'
import type { TeamsDocument } from '../documents/teams.ts'
import type { Target } from '../route.ts'
import { targetRep } from '../target-rep.ts'
import type { Finding } from './finding.ts'

/**
 * Targets that can never take a lead any more: reps who have left, and pools of which everybody has.
 * Leads go on to the next target at once, so nobody notices that the rule is out of date.
 */
export function leftTargets(
  { rules, fallback }: RoutingDocument,
  teams: TeamsDocument,
): readonly Finding[] {
  const chains = [
    ...rules.map(({ id, targets }, index) => ({ id, targets, path: ['rules', index, 'targets'] })),
    { id: 'fallback', targets: fallback, path: ['fallback'] },
  ]
  const active = new Set<string>(teams.reps.flatMap((rep) => (rep.active ? [rep.id] : [])))
  return chains.flatMap(({ id, targets, path }) =>
    targets.flatMap((target, place): readonly Finding[] => {
      const who = whoLeft(target, teams, active)
      if (who === undefined) return []
      const message = `\`${id}\` names ${who}; its leads go on to what comes next`
      return [{ code: 'target-left', level: 'note', path: [...path, place], message }]
    }),
  )
}

function whoLeft(target: Target, teams: TeamsDocument, active: ReadonlySet<string>) {
  const repId = targetRep(target, teams)
  if (repId !== undefined) return active.has(repId) ? undefined : `\`${repId}\`, who has left`
  if (target.kind !== 'pool') return undefined
  const pool = teams.pools.find(({ id }) => id === target.poolId)
  const isEmpty = pool !== undefined && !pool.members.some((member) => active.has(member.repId))
  return isEmpty ? `pool \`${pool.id}\`, of which everybody has left` : undefined
}
