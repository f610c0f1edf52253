import type { ReferenceProblem } from './document-references.ts'
import type { SlaDocument } from './documents/sla.ts'
import type { TeamsDocument } from './documents/teams.ts'

/** What is wrong with an `sla` document in good form, alone or together with who works here. */
export function checkSla(sla: SlaDocument, teams: TeamsDocument): readonly ReferenceProblem[] {
  return [...neverFollowed(sla), ...withoutTeamHours(sla, teams)]
}

type Policy = SlaDocument['policies'][number]

function neverFollowed({ policies }: SlaDocument): readonly ReferenceProblem[] {
  return policies.flatMap((policy, index) => {
    const earlier = policies.slice(0, index).find((other) => isAboutAllOf(other, policy))
    if (earlier === undefined) return []
    const reason = `is never followed: \`${earlier.id}\` comes first and is about all of its leads`
    return [{ kind: 'sla', path: ['policies', index, 'id'], reason }]
  })
}

const isAboutAllOf = (wide: Policy, narrow: Policy) =>
  holdsAll(wide.tiers, narrow.tiers) && holdsAll(wide.sources, narrow.sources)

/** Without a list all are meant. */
const holdsAll = (wide: readonly string[] | undefined, narrow: readonly string[] | undefined) =>
  wide === undefined || (narrow?.every((one) => wide.includes(one)) ?? false)

function withoutTeamHours(sla: SlaDocument, { teams }: TeamsDocument): readonly ReferenceProblem[] {
  const path = pathOfTeamHours(sla)
  const team = teams.find(({ schedule, timeZone }) => !(schedule && timeZone))
  if (path === undefined || team === undefined) return []
  const reason = `team \`${team.id}\` has no \`schedule\` and \`timeZone\` to count minutes by`
  return [{ kind: 'sla', path, reason }]
}

function pathOfTeamHours({ counted, policies }: SlaDocument): ReferenceProblem['path'] | undefined {
  if (counted === 'team-hours') return ['counted']
  const paths = policies.flatMap((policy, index) => [
    ...(policy.counted === 'team-hours' ? [['policies', index, 'counted']] : []),
    ...policy.steps.flatMap((step, number) =>
      step.counted === 'team-hours' ? [['policies', index, 'steps', number, 'counted']] : [],
    ),
  ])
  return paths[0]
}
