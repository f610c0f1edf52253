import type { AssignmentReason } from '../../domain/assignment-reason.ts'
import type { Locked } from '../../domain/decision.ts'
import type { Pool } from '../../domain/documents/teams.ts'
import type { AssignmentId, RepId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import {
  emptyLedger,
  type LedgerEntry,
  type PickEntry,
  type SkipReason,
  takeTurn,
} from '../../domain/ledger.ts'
import type { Target } from '../../domain/route.ts'
import { settleMembers } from '../../domain/settle-members.ts'
import { targetRep } from '../../domain/target-rep.ts'
import { absenceOf, isAtWorkHour, poolNamed, repNamed, timeOffOfRep } from './availability.ts'
import { skipReasonOf } from './skip-reason.ts'
import { type Wait, waitFor } from './wait-for.ts'

/** Who gets a lead, or that it waits. */
export type Choice =
  | {
      readonly kind: 'rep'
      readonly assignmentId: AssignmentId
      readonly repId: RepId
      readonly reason: AssignmentReason
      /** Whom they cover for. */
      readonly coversFor?: RepId
      /** The entry that charges the pick, when a pool gave the turn. */
      readonly entry: PickEntry | undefined
      /** What brought the ledger up to date with the pool before that. */
      readonly creditEntries?: readonly LedgerEntry[]
      /** True for the default acceptor at the end: there is nobody to go on to. */
      readonly isLast: boolean
    }
  | Wait

const BY_CALENDAR = { aroundTheClock: false }

/**
 * Walks the chain of a lead. Reps who had the lead and did not keep it are passed over. A waiting
 * list is of use only while somebody is left to wait for. After `maxHops` reps, or at the end of
 * the chain, the default acceptor gets the lead, at any hour. Who gets it while the owner of its account
 * is not there covers for them.
 */
export function choose(lead: Lead, locked: Locked, assignmentId: AssignmentId): Choice {
  const { documents } = locked.configuration
  const hopsLeft = lead.triedRepIds.length < documents.sla.maxHops
  const found = hopsLeft ? alongTheChain({ lead, locked, assignmentId }) : undefined
  const repId = documents.teams.defaultAcceptor
  const reason = 'default-acceptor'
  const last = { kind: 'rep', assignmentId, repId, reason, entry: undefined, isLast: true } as const
  return covering(found ?? last, absentOwner(lead, locked))
}

function covering(choice: Choice, owner: RepId | undefined): Choice {
  const isCover = owner !== undefined && choice.kind === 'rep' && choice.repId !== owner
  return isCover ? { coversFor: owner, ...choice } : choice
}

/** The owner of the account who would be offered the lead first, if they were there. */
function absentOwner(lead: Lead, locked: Locked): RepId | undefined {
  const [first] = lead.chain
  if (first?.kind !== 'rep' || first.owns === undefined) return undefined
  if (lead.triedRepIds.includes(first.repId)) return undefined
  const absence = absenceOf(repNamed(first.repId, locked), locked, BY_CALENDAR)
  return absence === undefined || absence === 'inactive' ? undefined : first.repId
}

/** A lead that is to be given, under which locks, and the id that its assignment gets. */
type Giving = {
  readonly lead: Lead
  readonly locked: Locked
  readonly assignmentId: AssignmentId
}
type Found = Choice | undefined

function alongTheChain(giving: Giving): Found {
  for (const target of giving.lead.chain) {
    const choice =
      target.kind === 'pool'
        ? fromPool(giving, target)
        : target.kind === 'waiting-list'
          ? waitFor(giving.lead, giving.locked)
          : named(giving, target)
    if (choice !== undefined) return choice
  }
  return undefined
}

function named(giving: Giving, target: Target): Found {
  const { lead, locked, assignmentId } = giving
  const repId = targetRep(target, locked.configuration.documents.teams)
  if (repId === undefined || lead.triedRepIds.includes(repId)) return undefined
  const skipped = skipReasonOf(repId, lead, locked, { target })
  if (skipped === 'time-off') return coverFor(repId, giving, target)
  if (skipped !== undefined) return undefined
  const owns = target.kind === 'rep' ? target.owns : undefined
  const reason = reasonFor(lead, owns === undefined ? 'named-rep' : `${owns}-owner`)
  return { kind: 'rep', assignmentId, repId, reason, entry: undefined, isLast: false }
}

/**
 * Whoever covers for a rep who is off, if they are there themselves and did not have the lead; who
 * covers for them in turn is not asked, or a lead would wander through the whole team.
 */
export function coverFor(
  coversFor: RepId,
  { lead, locked, assignmentId }: Giving,
  target?: Target,
): Extract<Choice, { kind: 'rep' }> | undefined {
  const rep = repNamed(coversFor, locked)
  const off = rep && timeOffOfRep(rep, locked)
  const repId = off && (off.cover ?? rep.cover)
  if (repId === undefined || lead.triedRepIds.includes(repId)) return undefined
  if (skipReasonOf(repId, lead, locked, { target }) !== undefined) return undefined
  const offered = { kind: 'rep', assignmentId, repId, reason: 'cover', coversFor } as const
  return { ...offered, entry: undefined, isLast: false }
}

const reasonFor = (lead: Lead, first: AssignmentReason) =>
  lead.triedRepIds.length > 0 ? 'escalation' : first

function fromPool(giving: Giving, target: Extract<Target, { kind: 'pool' }>): Found {
  const { lead, locked, assignmentId } = giving
  const pool = poolNamed(target.poolId, locked)
  if (pool === undefined) return undefined
  const { entitled, skipped } = attendance(pool, giving, target)
  const free = entitled.filter((member) => !lead.triedRepIds.includes(member.repId))
  if (free.length === 0) return undefined
  const { now: at, seed, configuration } = locked
  const { revision } = configuration
  const before = locked.pools.get(pool.id) ?? emptyLedger(pool.id)
  const { ledger, entries } = settleMembers(before, pool, at, revision)
  const { repId, entry } = takeTurn(ledger, {
    ...{ leadId: lead.id, assignmentId, at, seed, revision, entitled, skipped },
    eligible: new Set(free.map((member) => member.repId)),
    accruing: pool.members.filter(({ repId: id }) => isMadeGood(id, skipped[id], pool, locked)),
  })
  const reason = reasonFor(lead, 'pool-turn')
  return { kind: 'rep', assignmentId, repId, reason, entry, creditEntries: entries, isLast: false }
}

/** Whether who is not there catches up on what they miss; off hours nobody misses anything. */
function isMadeGood(repId: RepId, reason: SkipReason | undefined, pool: Pool, locked: Locked) {
  const { timeOff, away } = pool.credit
  const isKept = reason === 'time-off' ? timeOff === 'keep' : reason !== 'away' || away === 'keep'
  const rep = isKept ? undefined : repNamed(repId, locked)
  return rep !== undefined && isAtWorkHour(rep, locked, pool)
}

function attendance(pool: Pool, { lead, locked }: Giving, target: Target) {
  const skipped: Record<RepId, SkipReason> = {}
  const entitled = pool.members.filter(({ repId }) => {
    const reason = skipReasonOf(repId, lead, locked, { pool, target })
    if (reason !== undefined) skipped[repId] = reason
    return reason === undefined
  })
  return { entitled, skipped }
}
