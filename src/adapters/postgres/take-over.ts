import { Overtaken } from '../../domain/failure.ts'
import type { AssignmentId, LeadId, RepId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import type { DeskCaller } from '../../ports/assignment-desk.ts'
import { giveTo, type ReassignParts } from './reassign.ts'

/** Each time somebody else was faster there is less to take over, so this ends soon. */
const MOST_TRIES = 20

/**
 * Gives a lead that its rep has not answered to whoever was told of it and takes it; the turn it cost is
 * refunded. Resolves with the offer that is theirs by it. Nothing happens when there is nothing to take over any more, also because somebody else
 * did so in the same moment.
 */
export async function takeOver(
  id: LeadId,
  caller: DeskCaller,
  parts: ReassignParts,
): Promise<AssignmentId | undefined> {
  const { repId, name: by } = caller
  for (let left = MOST_TRIES; left > 0; left -= 1) {
    const lead = await parts.leads.load(id)
    if (repId === undefined || !mayTake(lead, repId)) return undefined
    const asked = { repId, isCover: false, by, callerRepId: repId }
    const taken = await giveTo(lead, asked, parts).catch(unlessOvertaken)
    if (taken !== undefined) return taken.assignmentId
  }
  throw new Overtaken(`Lead ${id} has changed ${MOST_TRIES} times meanwhile`)
}

function mayTake({ state, repId, acknowledgedAt, firstContactAt, escalation }: Lead, taker: RepId) {
  const isOpen = state === 'assigned' && (acknowledgedAt ?? firstContactAt) === undefined
  return isOpen && repId !== taker && escalation.toldRepIds.includes(taker)
}

function unlessOvertaken(error: unknown): undefined {
  if (!(error instanceof Overtaken)) throw error
}
