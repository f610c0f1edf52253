import { type RosterEntry, rosterAt } from '../domain/roster.ts'
import type { Clock } from '../ports/clock.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import type { PresenceBoard } from '../ports/presence-board.ts'
import type { AddedTimeOff, TimeOffBook } from '../ports/time-off-book.ts'

/** What says who is there. */
export type RosterPorts = {
  readonly clock: Clock
  readonly configuration: ConfigurationStore
  readonly presence: PresenceBoard
  readonly timeOff: TimeOffBook
}

/** All reps with who is there now. */
export async function rosterNow(ports: RosterPorts): Promise<readonly RosterEntry[]> {
  const at = ports.clock()
  const [{ documents }, presence, added] = await Promise.all([
    ports.configuration.current(),
    ports.presence.all(),
    ports.timeOff.comingAt(at),
  ])
  const timeOff = timeOffByRep(added)
  return rosterAt(documents.teams, { presence, timeOff }, at)
}

/** Time off that was added, by rep. */
export const timeOffByRep = (added: readonly AddedTimeOff[]) =>
  Map.groupBy(added, ({ repId }) => repId)
