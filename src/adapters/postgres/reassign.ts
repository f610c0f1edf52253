import { Overtaken, Refused } from '../../domain/failure.ts'
import { giveByHand } from '../../domain/give-by-hand.ts'
import type { LeadId } from '../../domain/ids.ts'
import { type Lead, REENTRY_STAGE } from '../../domain/lead.ts'
import type { LeadEvent } from '../../domain/lead-event.ts'
import { refundOfMove } from '../../domain/refund-of-move.ts'
import type { Reassignment } from '../../ports/assignment-desk.ts'
import type { Clock } from '../../ports/clock.ts'
import type { LeadStore } from '../../ports/lead-store.ts'
import { postgresChargedTurns } from './charged-turns.ts'
import type { Db } from './connect.ts'

/** What moving a lead works with. */
export type ReassignParts = {
  readonly db: Db
  readonly leads: LeadStore
  readonly clock: Clock
}
type Parts = ReassignParts

/** Each time somebody else was faster, the lead has moved on; it cannot do so for ever. */
const MOST_TRIES = 50

/**
 * Moves a lead by hand, on top of whatever happens to it at the same moment: it is decided anew until
 * nobody was faster. The turn it cost the rep who had it is refunded in the same commit.
 */
export const reassign = (id: LeadId, asked: Reassignment, parts: Parts): Promise<Lead> =>
  untilInTime(id, () => attempt(id, asked, parts))

/** Does something anew each time that somebody else has changed the lead meanwhile. */
export async function untilInTime(id: LeadId, attemptIt: () => Promise<Lead>): Promise<Lead> {
  for (let left = MOST_TRIES; left > 0; left -= 1) {
    const done = await attemptIt().catch(unlessOvertaken)
    if (done !== undefined) return done
  }
  throw new Overtaken(`Lead ${id} has changed ${MOST_TRIES} times meanwhile`)
}

function unlessOvertaken(error: unknown): undefined {
  if (!(error instanceof Overtaken)) throw error
}

async function attempt(id: LeadId, asked: Reassignment, parts: Parts): Promise<Lead> {
  const { repId } = asked
  const lead = await parts.leads.load(id)
  if (lead.state === 'assigned' && lead.repId === repId) return lead
  if (repId === undefined) return runAnew(lead, { why: 'reassigned', by: asked.by }, parts)
  return giveTo(lead, { ...asked, repId }, parts)
}

const MOVABLE: ReadonlySet<Lead['state']> = new Set([
  'travelling',
  'waiting',
  'assigned',
  'attached',
])

/**
 * Gives a lead, as it was loaded, to a rep, and refunds the turn it cost. Rejects with `Overtaken` when
 * it has changed since, and otherwise as `reassign` of the desk does.
 */
export async function giveTo(
  lead: Lead,
  { repId, isCover, callerRepId, by }: Reassignment & { repId: NonNullable<Reassignment['repId']> },
  { db, leads, clock }: Parts,
): Promise<Lead> {
  const pick = await chargedTurn(lead, db)
  if (!MOVABLE.has(lead.state) || lead.contactId === undefined) {
    throw new Refused('reassign-conflict', `Lead ${lead.id} is ${lead.state}`)
  }
  const isTaken = callerRepId === repId
  const why = isTaken ? 'taken-over' : 'reassigned'
  const reason = isTaken ? 'taken-over' : 'manual'
  const closed = closing(lead, why, clock())
  const { contactId } = lead
  return leads.decide(
    lead,
    {
      name: 'reassign',
      locks: () => ({
        ...{ contactId, poolIds: pick ? [pick.poolId] : [] },
        movesOf: [repId, ...(lead.repId ? [lead.repId] : [])],
      }),
      decide: (now, locked) => ({
        ...giveByHand(now, locked, { repId, reason, isCover, by }),
        ...refundOfMove(locked, pick, by),
      }),
    },
    closed === undefined ? [] : [{ event: closed }],
  )
}

/**
 * Sends a lead, as it was loaded, through the rules again without its rep, and refunds the turn it cost.
 * Rejects with `Overtaken` when it has changed since, and with `not-assigned` when nobody has it.
 */
export async function runAnew(
  lead: Lead,
  { by, why, ruleId }: Pick<Closed, 'why' | 'ruleId'> & { readonly by: string },
  { db, leads, clock }: Parts,
): Promise<Lead> {
  const pick = await chargedTurn(lead, db)
  const closed = closing(lead, why, clock())
  if (closed === undefined) throw new Refused('not-assigned', `Nobody has lead ${lead.id} now`)
  const event = { ...closed, by, ...(ruleId && { ruleId }), resumeAt: REENTRY_STAGE }
  return leads.decide(lead, {
    name: 'reassign',
    locks: () => ({ poolIds: pick ? [pick.poolId] : [], movesOf: [closed.repId] }),
    decide: (_, locked) => ({ event, ...refundOfMove(locked, pick, by) }),
  })
}

type Closed = Extract<LeadEvent, { type: 'AssignmentClosed' }>

function closing(lead: Lead, why: Closed['why'], at: Date): Closed | undefined {
  const { assignmentId, repId } = lead
  if (assignmentId === undefined || repId === undefined) return undefined
  return { type: 'AssignmentClosed', at, assignmentId, repId, why }
}

const chargedTurn = async ({ assignmentId }: Lead, db: Db) =>
  assignmentId && (await postgresChargedTurns(db).of(assignmentId))
