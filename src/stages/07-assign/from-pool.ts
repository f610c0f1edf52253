import type { Locked } from '../../domain/decision.ts'
import type { Pool } from '../../domain/documents/teams.ts'
import type { RepId } from '../../domain/ids.ts'
import { emptyLedger, type SkipReason, takeTurn } from '../../domain/ledger.ts'
import type { Target } from '../../domain/route.ts'
import { settleMembers } from '../../domain/settle-members.ts'
import { isAtWorkHour, poolNamed, repNamed } from './availability.ts'
import type { Choice } from './choose.ts'
import type { Giving } from './giving.ts'
import { mannerOf } from './manner-of.ts'
import { skipReasonOf } from './skip-reason.ts'

export type PoolTarget = Extract<Target, { kind: 'pool' }>

/** The member of a pool whose turn it is; undefined when nobody of it may take the lead now. */
export function fromPool(giving: Giving, target: PoolTarget): Choice | undefined {
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
    manner: mannerOf(pool, target, lead, locked),
  })
  const reason = lead.triedRepIds.length > 0 ? 'escalation' : 'pool-turn'
  return { kind: 'rep', assignmentId, repId, reason, entry, creditEntries: entries, isLast: false }
}

/** Whether who is not there catches up on what they miss; off hours nobody misses anything. */
function isMadeGood(repId: RepId, reason: SkipReason | undefined, pool: Pool, locked: Locked) {
  const { timeOff, away } = pool.credit
  const isKept = reason === 'time-off' ? timeOff === 'keep' : reason !== 'away' || away === 'keep'
  const rep = isKept ? undefined : repNamed(repId, locked)
  return rep !== undefined && isAtWorkHour(rep, locked, pool)
}

function attendance(pool: Pool, { lead, locked, needed }: Giving, target: PoolTarget) {
  const skipped: Record<RepId, SkipReason> = {}
  const entitled = pool.members.filter(({ repId }) => {
    const reason = skipReasonOf(repId, lead, locked, { pool, target, needed })
    if (reason !== undefined) skipped[repId] = reason
    return reason === undefined
  })
  return { entitled, skipped }
}
