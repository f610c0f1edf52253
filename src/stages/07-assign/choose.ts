import type { AssignmentReason } from '../../domain/assignment-reason.ts'
import type { Locked } from '../../domain/decision.ts'
import type { Pool, Rep } from '../../domain/documents/teams.ts'
import type { AssignmentId, PoolId, RepId } from '../../domain/ids.ts'
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
import { absenceOf, isAtWorkHour, nextOpening, repNamed, timeOffOfRep } from './availability.ts'

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
  | { readonly kind: 'wait'; readonly poolIds: readonly PoolId[]; readonly until: Date | undefined }

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
  const found = hopsLeft ? alongTheChain(lead, locked, assignmentId) : undefined
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

type Found = Choice | undefined

function alongTheChain(lead: Lead, locked: Locked, assignmentId: AssignmentId): Found {
  for (const target of lead.chain) {
    const choice =
      target.kind === 'pool'
        ? fromPool(lead, locked, assignmentId, target.poolId)
        : target.kind === 'rep'
          ? named(lead, locked, assignmentId, target)
          : waiting(lead, locked)
    if (choice !== undefined) return choice
  }
  return undefined
}

type Named = Extract<Target, { kind: 'rep' }>

function named(lead: Lead, locked: Locked, assignmentId: AssignmentId, target: Named): Found {
  const { repId, owns } = target
  if (lead.triedRepIds.includes(repId)) return undefined
  const absence = absenceOf(repNamed(repId, locked), locked, BY_CALENDAR)
  if (absence === 'time-off') return coverFor(repId, lead, locked, assignmentId)
  if (absence !== undefined) return undefined
  const reason = reasonFor(lead, owns === undefined ? 'named-rep' : `${owns}-owner`)
  return { kind: 'rep', assignmentId, repId, reason, entry: undefined, isLast: false }
}

/**
 * Whoever covers for a rep who is off, if they are there themselves and did not have the lead; who
 * covers for them in turn is not asked, or a lead would wander through the whole team.
 */
export function coverFor(
  coversFor: RepId,
  lead: Lead,
  locked: Locked,
  assignmentId: AssignmentId,
): Extract<Choice, { kind: 'rep' }> | undefined {
  const rep = repNamed(coversFor, locked)
  const off = rep && timeOffOfRep(rep, locked)
  const repId = off && (off.cover ?? rep.cover)
  if (repId === undefined || lead.triedRepIds.includes(repId)) return undefined
  if (absenceOf(repNamed(repId, locked), locked, BY_CALENDAR) !== undefined) return undefined
  const offered = { kind: 'rep', assignmentId, repId, reason: 'cover', coversFor } as const
  return { ...offered, entry: undefined, isLast: false }
}

const reasonFor = (lead: Lead, first: AssignmentReason) =>
  lead.triedRepIds.length > 0 ? 'escalation' : first

function fromPool(lead: Lead, locked: Locked, assignmentId: AssignmentId, poolId: PoolId): Found {
  const pool = poolNamed(poolId, locked)
  if (pool === undefined) return undefined
  const { entitled, skipped } = attendance(pool, locked)
  const free = entitled.filter((member) => !lead.triedRepIds.includes(member.repId))
  if (free.length === 0) return undefined
  const { now: at, seed, configuration } = locked
  const { revision } = configuration
  const before = locked.pools.get(poolId) ?? emptyLedger(poolId)
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

function attendance(pool: Pool, locked: Locked) {
  const skipped: Record<RepId, SkipReason> = {}
  const entitled = pool.members.filter(({ repId }) => {
    const absence = absenceOf(repNamed(repId, locked), locked, pool)
    if (absence !== undefined) skipped[repId] = absence
    return absence === undefined
  })
  return { entitled, skipped }
}

const poolNamed = (poolId: PoolId, { configuration }: Locked) =>
  configuration.documents.teams.pools.find(({ id }) => id === poolId)

function waiting(lead: Lead, locked: Locked): Found {
  const reps = awaited(lead, locked)
  if (reps.length === 0) return undefined
  const openings = reps.flatMap((rep) => nextOpening(rep, locked) ?? [])
  const poolIds = lead.chain.flatMap((target) => (target.kind === 'pool' ? [target.poolId] : []))
  const until = openings.sort((a, b) => a.getTime() - b.getTime())[0]
  return { kind: 'wait', poolIds: [...new Set(poolIds)], until }
}

/** Everybody along the chain who may still come and take the lead. */
function awaited(lead: Lead, locked: Locked): readonly Rep[] {
  const repIds = lead.chain.flatMap((target) => {
    if (target.kind === 'rep') return [target.repId]
    if (target.kind === 'waiting-list') return []
    return poolNamed(target.poolId, locked)?.members.map(({ repId }) => repId) ?? []
  })
  return [...new Set(repIds)]
    .filter((repId) => !lead.triedRepIds.includes(repId))
    .flatMap((repId) => repNamed(repId, locked) ?? [])
    .filter((rep) => rep.active)
}
