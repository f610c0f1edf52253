import type { ReferenceProblem } from './document-references.ts'
import type { ChannelsDocument } from './documents/settings.ts'
import type { TeamsDocument } from './documents/teams.ts'

/** Teams that have an address on a channel that is not there. */
export function checkTeamChannels(
  { teams }: TeamsDocument,
  channels: ChannelsDocument,
): readonly ReferenceProblem[] {
  return teams.flatMap((team, index) =>
    ADDRESSES.flatMap(([name, channel]) => {
      if (team[name] === undefined || channels[channel] !== undefined) return []
      const reason = `the \`channels\` document has no \`${channel}\``
      return [{ kind: 'teams', path: ['teams', index, name], reason }]
    }),
  )
}

const ADDRESSES = [
  ['slackChannel', 'slack'],
  ['teamsWorkflow', 'teams'],
] as const
