import type { Locked } from '../../domain/decision.ts'
import type { Pool } from '../../domain/documents/teams.ts'
import type { RepId } from '../../domain/ids.ts'
import { emptyLedger, type SkipReason, takeTurn } from '../../domain/ledger.ts'
import type { Target } from '../../domain/route.ts'
import { settleMembers } from '../../domain/settle-members.ts'
import { isAtWorkHour, poolNamed, repNamed } from './availability.ts'
import type { Choice } from './choose.ts'
import type { Giving } from './giving.ts'
import { holdFor, releasedAt, staysBehind } from './hold-for.ts'
import { mannerOf } from './manner-of.ts'
import { skipReasonOf } from './skip-reason.ts'

export type PoolTarget = Extract<Target, { kind: 'pool' }>

/** The member of a pool whose turn it is; undefined when nobody of it may take the lead now. */
export function fromPool(giving: Giving, target: PoolTarget): Choice | undefined {
  const pool = poolNamed(target.poolId, giving.locked)
  return pool && turnIn(pool, giving, target, false)
}

/**
 * What a pool does with a lead while nobody of it may take it now: holds it, gives it to somebody off
 * hours all the same, or leaves it to the next target.
 */
export function whenNobody(giving: Giving, target: PoolTarget): Choice | undefined {
  const pool = poolNamed(target.poolId, giving.locked)
  if (pool?.whenNobody === 'assign') return turnIn(pool, giving, target, true)
  return holdFor(giving, target)
}

function turnIn(
  pool: Pool,
  giving: Giving,
  target: PoolTarget,
  anyHour: boolean,
): Choice | undefined {
  const { lead, locked, assignmentId } = giving
  const { entitled, skipped } = attendance(pool, giving, target, anyHour)
  const free = entitled.filter((member) => !lead.triedRepIds.includes(member.repId))
  const eligible = new Set(free.map((member) => member.repId))
  if (free.length === 0 || staysBehind(pool, giving, eligible)) return undefined
  const { now: at, seed, configuration } = locked
  const { revision } = configuration
  const before = locked.pools.get(pool.id) ?? emptyLedger(pool.id)
  const { ledger, entries } = settleMembers(before, pool, at, revision)
  const { repId, entry } = takeTurn(ledger, {
    ...{ leadId: lead.id, assignmentId, at, seed, revision, entitled, skipped },
    eligible,
    accruing: pool.members.filter(({ repId: id }) => isMadeGood(id, skipped[id], pool, locked)),
    manner: mannerOf(pool, target, lead, locked),
  })
  const reason = lead.triedRepIds.length > 0 ? 'escalation' : 'pool-turn'
  const goes = releasedAt(pool, giving)
  return {
    ...{ kind: 'rep', assignmentId, repId, reason, entry, creditEntries: entries, isLast: false },
    ...(goes && { released: { poolId: pool.id, at: goes } }),
  }
}

/**
 * Whether who is not there catches up on what they miss: nobody misses anything off hours, or while an
 * escalation has set them away. Letting a lead pass would cost nothing otherwise.
 */
function isMadeGood(repId: RepId, reason: SkipReason | undefined, pool: Pool, locked: Locked) {
  const { timeOff, away } = pool.credit
  const isSet = locked.presence.get(repId) === 'set-away'
  const isKept =
    reason === 'time-off' ? timeOff === 'keep' : reason !== 'away' || isSet || away === 'keep'
  const rep = isKept ? undefined : repNamed(repId, locked)
  return rep !== undefined && isAtWorkHour(rep, locked, pool)
}

function attendance(
  pool: Pool,
  { lead, locked, needed }: Giving,
  target: PoolTarget,
  anyHour: boolean,
) {
  const skipped: Record<RepId, SkipReason> = {}
  const entitled = pool.members.filter(({ repId }) => {
    const reason = skipReasonOf(repId, lead, locked, { pool, target, needed, anyHour })
    if (reason !== undefined) skipped[repId] = reason
    return reason === undefined
  })
  return { entitled, skipped }
}
