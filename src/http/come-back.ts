import type { RepId } from '../domain/ids.ts'
import type { Clock } from '../ports/clock.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import type { PresenceBoard } from '../ports/presence-board.ts'
import type { WaitingLeads } from '../ports/waiting-leads.ts'

/** What a rep who was set away comes back by. */
export type ComeBackPorts = {
  readonly configuration: ConfigurationStore
  readonly presence: PresenceBoard
  readonly waitingLeads: WaitingLeads
  readonly clock: Clock
}

/** How a rep stands whom an escalation has set away: still so, back, or as they have said otherwise since. */
export type SetAwayStanding = 'set-away' | 'back' | 'over'

/** For a page that asks before it says anything. Whoever is no rep any more has nothing to come back to. */
export async function setAwayStanding(
  repId: RepId,
  { configuration, presence }: Pick<ComeBackPorts, 'configuration' | 'presence'>,
): Promise<SetAwayStanding> {
  const { reps } = (await configuration.current()).documents.teams
  if (!reps.some(({ id, active }) => id === repId && active)) return 'over'
  const said = (await presence.all()).get(repId) ?? 'calendar'
  if (said === 'set-away') return 'set-away'
  return said === 'online' || said === 'calendar' ? 'back' : 'over'
}

/**
 * Says that a rep whom an escalation has set away is online, and sends waiting leads on their way. What they
 * have said themselves since stays; said again it changes nothing.
 */
export async function comeBack(repId: RepId, ports: ComeBackPorts): Promise<SetAwayStanding> {
  const { presence, waitingLeads, clock } = ports
  if ((await setAwayStanding(repId, ports)) === 'set-away') {
    const change = { repId, presence: 'online', from: 'set-away', by: repId, at: clock() } as const
    await presence.change(change)
  }
  const standing = await setAwayStanding(repId, ports)
  // Also when nothing changed: we may have died between the change and waking the leads.
  if (standing === 'back') await waitingLeads.resume('rep-online')
  return standing
}
