import type { ReferenceProblem } from '../document-references.ts'
import type { CanaryDocument } from '../documents/canary.ts'
import type { TeamsDocument } from '../documents/teams.ts'

/** What is wrong with the test rep: they would take real leads, or not be told of canaries. */
export function checkCanary(
  { rep, routes }: CanaryDocument,
  { reps, pools, defaultAcceptor }: TeamsDocument,
): readonly ReferenceProblem[] {
  if (rep === undefined || routes.length === 0) return []
  const pool = pools.find(({ members }) => members.some(({ repId }) => repId === rep))
  const known = reps.find(({ id }) => id === rep)
  const reasons = [
    ...(pool === undefined ? [] : [`takes turns in pool \`${pool.id}\`; use a rep of no pool`]),
    ...(defaultAcceptor === rep ? ['is the default acceptor; use a rep who gets no leads'] : []),
    ...(known?.active === false ? ['is not active, so no canary would reach them'] : []),
    ...(known?.alerts?.quietHours === undefined
      ? []
      : ['has quiet hours, in which no channel would be tried']),
  ]
  return reasons.map((reason) => ({ kind: 'canary', path: ['rep'], reason }))
}
