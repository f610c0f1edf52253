import type { ReferenceProblem } from './document-references.ts'
import type { TeamsDocument } from './documents/teams.ts'
import { capacityOf } from './rep-capacity.ts'

/** What is wrong with a `teams` document in good form whose names are all known. */
export function checkTeams(teams: TeamsDocument): readonly ReferenceProblem[] {
  return [
    ...acceptorOf(teams),
    ...pooledTwice(teams),
    ...coveringThemselves(teams),
    ...withoutCapacity(teams),
    ...catchingUpInVain(teams),
  ]
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

function withoutCapacity({ pools, reps }: TeamsDocument): readonly ReferenceProblem[] {
  return pools.flatMap(({ members, strategy }, pool) =>
    members.flatMap(({ repId }, member) => {
      const rep = reps.find(({ id }) => id === repId)
      const isKnown = rep === undefined || capacityOf(rep) !== undefined
      if (strategy !== 'capacity-weighted' || isKnown) return []
      const path = ['pools', pool, 'members', member, 'repId']
      const reason = `\`${repId}\` has neither a \`capacity\` nor a cap \`of: open\`, by which this pool chooses`
      return [{ kind: 'teams', path, reason }]
    }),
  )
}

function catchingUpInVain({ pools }: TeamsDocument): readonly ReferenceProblem[] {
  return pools.flatMap(({ strategy, credit }, pool) => {
    const isByTurns = strategy === 'round-robin' || strategy === 'by-value'
    if (isByTurns || (credit.timeOff === 'keep' && credit.away === 'keep')) return []
    const reason = `turns are not caught up on in a pool that is \`${strategy}\`: it gives them by what it sees`
    return [{ kind: 'teams', path: ['pools', pool, 'credit'], reason }]
  })
}
