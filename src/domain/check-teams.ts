import type { ReferenceProblem } from './document-references.ts'
import type { TeamsDocument } from './documents/teams.ts'

/** What is wrong with a `teams` document in good form whose names are all known. */
export function checkTeams(teams: TeamsDocument): readonly ReferenceProblem[] {
  return [...acceptorOf(teams), ...pooledTwice(teams), ...coveringThemselves(teams)]
}

function acceptorOf({ reps, defaultAcceptor }: TeamsDocument): readonly ReferenceProblem[] {
  const rep = reps.find(({ id }) => id === defaultAcceptor)
  if (rep === undefined || rep.active) return []
  const reason = 'the default acceptor takes what nobody else can, and must be active'
  return [{ kind: 'teams', path: ['defaultAcceptor'], reason }]
}

function pooledTwice({ pools }: TeamsDocument): readonly ReferenceProblem[] {
  return pools.flatMap(({ members }, pool) =>
    members.flatMap(({ repId }, member) => {
      if (members.findIndex((other) => other.repId === repId) === member) return []
      const path = ['pools', pool, 'members', member, 'repId']
      return [{ kind: 'teams', path, reason: `\`${repId}\` is in this pool already; use a weight` }]
    }),
  )
}

function coveringThemselves({ reps }: TeamsDocument): readonly ReferenceProblem[] {
  const reason = 'nobody covers for themselves; name somebody else'
  return reps.flatMap(({ id, cover, timeOff }, rep) => [
    ...(cover === id ? [{ kind: 'teams', path: ['reps', rep, 'cover'], reason }] : []),
    ...timeOff.flatMap((one, index) =>
      one.cover === id
        ? [{ kind: 'teams', path: ['reps', rep, 'timeOff', index, 'cover'], reason }]
        : [],
    ),
  ])
}
