import type { Team } from '../domain/documents/teams.ts'
import type { Lead } from '../domain/lead.ts'
import type { FollowerPorts, Turn } from '../ports/follower.ts'
import type { Notifier } from '../ports/notifier.ts'
import type { Tried } from './climb-ladder.ts'
import { isInTime } from './is-in-time.ts'
import { teamRecipientOf } from './recipient-of.ts'
import { type Alert, sendOn } from './send-on.ts'
import { sendingOf } from './sending-of.ts'
import { tellPerson } from './tell-person.ts'
import { repOf } from './tell-rep.ts'

/** Channels where a team can be told as a team. */
const OF_TEAMS: ReadonlySet<string> = new Set(['slack', 'teams'])

/**
 * Tells a team in its own channels that a lead of one of its reps is not answered. Where none of them takes the
 * message, or will soon, those who may take the lead are told one by one, each by their own ladder.
 */
export async function tellTeam(
  lead: Lead,
  team: Team,
  alert: Alert,
  ports: FollowerPorts,
  turn: Turn,
): Promise<void> {
  const { teams } = (await ports.configuration.current()).documents
  const recipient = teamRecipientOf(team, teams)
  const rep = await repOf(lead.repId, ports)
  const sending = await sendingOf(lead, rep, alert, ports, recipient)
  const channels = (await ports.notifiers()).filter(
    (one) => OF_TEAMS.has(one.channel) && one.reaches(recipient),
  )
  const tryOn = async (notifier: Notifier): Promise<Tried> => {
    try {
      return { reached: await sendOn(notifier, sending, ports) }
    } catch (failure) {
      return { reached: isInTime(failure, turn.attempt, ports.clock()), failure }
    }
  }
  const tried = await Promise.all(channels.map(tryOn))
  if (!tried.some(({ reached }) => reached)) await tellEach(lead, team, { alert, ports, turn })
  const failed = tried.find(({ failure }) => failure !== undefined)
  if (failed !== undefined) throw failed.failure
}

type Run = { readonly alert: Alert; readonly ports: FollowerPorts; readonly turn: Turn }

async function tellEach(lead: Lead, team: Team, { alert, ports, turn }: Run): Promise<void> {
  const { toldRepIds } = lead.escalation
  const { reps } = (await ports.configuration.current()).documents.teams
  const told = reps.filter(
    ({ id, teamId, active }) => active && teamId === team.id && toldRepIds.includes(id),
  )
  const own: Alert = { ...alert, occasion: 'escalation' }
  const ends = await Promise.allSettled(told.map((rep) => tellPerson(lead, rep, own, ports, turn)))
  const failed = ends.find((end) => end.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}
