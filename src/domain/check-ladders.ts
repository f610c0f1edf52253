import type { ReferenceProblem } from './document-references.ts'
import type { Ladder, LadderChannel } from './documents/alert-preferences.ts'
import type { ChannelsDocument } from './documents/settings.ts'
import type { SlaDocument } from './documents/sla.ts'
import type { Rep, TeamsDocument } from './documents/teams.ts'
import { firstWaits } from './first-waits.ts'
import { TIERS } from './lead-event.ts'

/** What the ladders of reps are checked against. */
type Others = { readonly sla: SlaDocument; readonly channels: ChannelsDocument }

/**
 * What is wrong with the ladders by which reps are told: a channel that is not there or has no address
 * of theirs, and one that takes so long that somebody else is asked before it has been climbed.
 */
export function checkLadders({ reps }: TeamsDocument, others: Others): readonly ReferenceProblem[] {
  return reps.flatMap((rep, place) =>
    (rep.alerts?.ladders ?? []).flatMap((ladder, index) => {
      const path = ['reps', place, 'alerts', 'ladders', index, 'rungs']
      return [...unusable(rep, ladder, path, others.channels), ...tooLong(ladder, path, others.sla)]
    }),
  )
}

function unusable(
  rep: Rep,
  { rungs }: Ladder,
  path: ReferenceProblem['path'],
  channels: ChannelsDocument,
): readonly ReferenceProblem[] {
  return rungs.flatMap((rung, index) =>
    rung.channels.flatMap((channel, place) => {
      const reason = whyNot(channel, rep, channels)
      if (reason === undefined) return []
      return [{ kind: 'teams', path: [...path, index, 'channels', place], reason }]
    }),
  )
}

function whyNot(channel: LadderChannel, rep: Rep, channels: ChannelsDocument) {
  if (channels[channel] === undefined) {
    return `the \`channels\` document has no \`${channel}\``
  }
  if (channel === 'sms' && rep.phone === undefined) return `\`${rep.id}\` has no \`phone\``
  const room = channels.slack?.teamChannels?.[rep.teamId]
  if (channel === 'slack' && rep.slackUserId === undefined && room === undefined) {
    return `\`${rep.id}\` has no \`slackUserId\``
  }
  return undefined
}

/** A ladder is for the time until somebody else is asked. */
function tooLong(
  { tiers = [...TIERS], kinds = ['offer'], rungs }: Ladder,
  path: ReferenceProblem['path'],
  sla: SlaDocument,
): readonly ReferenceProblem[] {
  const minutes = rungs.reduce((sum, { afterMinutes = 0 }) => sum + afterMinutes, 0)
  if (!kinds.includes('offer') || minutes === 0) return []
  const first = tiers
    .flatMap((tier) => firstWaits(tier, sla))
    .find((wait) => wait.minutes <= minutes)
  if (first === undefined) return []
  const last = rungs.findLastIndex(({ afterMinutes }) => afterMinutes !== undefined)
  const reason = `comes after ${minutes} min, but ${first.what} after ${first.minutes} min`
  return [{ kind: 'teams', path: [...path, last, 'afterMinutes'], reason }]
}
