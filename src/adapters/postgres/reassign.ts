import type { Decision, Locked } from '../../domain/decision.ts'
import { Overtaken, Refused } from '../../domain/failure.ts'
import { giveByHand } from '../../domain/give-by-hand.ts'
import type { LeadId } from '../../domain/ids.ts'
import { type Lead, REENTRY_STAGE } from '../../domain/lead.ts'
import type { LeadEvent } from '../../domain/lead-event.ts'
import type { PickEntry } from '../../domain/ledger.ts'
import { refundPick } from '../../domain/refund-pick.ts'
import type { Reassignment } from '../../ports/assignment-desk.ts'
import type { Clock } from '../../ports/clock.ts'
import type { LeadStore } from '../../ports/lead-store.ts'
import type { Db } from './connect.ts'
import { pickFrom } from './ledger-rows.ts'

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
export async function reassign(id: LeadId, asked: Reassignment, parts: Parts): Promise<Lead> {
  for (let left = MOST_TRIES; left > 0; left -= 1) {
    const moved = await attempt(id, asked, parts).catch(unlessOvertaken)
    if (moved !== undefined) return moved
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
  if (repId === undefined) return runAnew(lead, asked, await chargedPick(lead, parts.db), parts)
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
  const pick = await chargedPick(lead, db)
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
      locks: () => ({ contactId, poolIds: pick ? [pick.poolId] : [] }),
      decide: (now, locked) => ({
        ...giveByHand(now, locked, { repId, reason, isCover }),
        ...refunding(locked, pick, by),
      }),
    },
    closed === undefined ? [] : [{ event: closed }],
  )
}

async function runAnew(
  lead: Lead,
  { by }: Reassignment,
  pick: PickEntry | undefined,
  { leads, clock }: Parts,
): Promise<Lead> {
  const closed = closing(lead, 'reassigned', clock())
  if (closed === undefined) throw new Refused('not-assigned', `Nobody has lead ${lead.id} now`)
  const event = { ...closed, resumeAt: REENTRY_STAGE }
  return leads.decide(lead, {
    name: 'reassign',
    locks: () => ({ poolIds: pick ? [pick.poolId] : [] }),
    decide: (_, locked) => ({ event, ...refunding(locked, pick, by) }),
  })
}

type Closed = Extract<LeadEvent, { type: 'AssignmentClosed' }>

function closing(lead: Lead, why: Closed['why'], at: Date): Closed | undefined {
  const { assignmentId, repId } = lead
  if (assignmentId === undefined || repId === undefined) return undefined
  return { type: 'AssignmentClosed', at, assignmentId, repId, why }
}

function refunding(locked: Locked, pick: PickEntry | undefined, by: string): Partial<Decision> {
  const ledger = pick && locked.pools.get(pick.poolId)
  if (pick === undefined || ledger === undefined) return {}
  const { now: at, configuration } = locked
  const facts = { at, revision: configuration.revision, reason: 'moved', by }
  const entry = refundPick(ledger, pick, facts)
  return entry === undefined ? {} : { creditEntries: [entry] }
}

/**
 * The turn that the present assignment cost, unless it was refunded before. Who refunds it between this
 * and the lock of its pool overtakes us, and it is read anew.
 */
async function chargedPick({ assignmentId }: Lead, db: Db): Promise<PickEntry | undefined> {
  if (assignmentId === undefined) return undefined
  const row = await db
    .selectFrom('poolLedger as pick')
    .selectAll('pick')
    .where('pick.assignmentId', '=', assignmentId)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('poolLedger as refund')
            .select('refund.sequence')
            .whereRef('refund.poolId', '=', 'pick.poolId')
            .whereRef('refund.refundOf', '=', 'pick.sequence'),
        ),
      ),
    )
    .executeTakeFirst()
  return row && pickFrom(row)
}
