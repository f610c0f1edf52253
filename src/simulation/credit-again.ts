import type { Configuration } from '../domain/documents/documents.ts'
import { enterCredit } from '../domain/enter-credit.ts'
import {
  type CreditEntry,
  emptyLedger,
  type LedgerEntry,
  type PickEntry,
} from '../domain/ledger.ts'
import { refundPick } from '../domain/refund-pick.ts'
import { settleMembers } from '../domain/settle-members.ts'
import type { Charged, World } from './world.ts'

type Facts = Pick<CreditEntry, 'at' | 'revision' | 'reason' | 'by'>

/** The refund of a turn in the ledger as that world has it; undefined when the rep has left the pool. */
export const refundIn = ({ pools }: World, charged: Charged, facts: Facts) =>
  refundPick(pools.get(charged.poolId) ?? emptyLedger(charged.poolId), charged, facts)

/** A refund or an adjustment that somebody made, entered again in the ledger as that world has it. */
export function creditAgain(
  world: World,
  entry: CreditEntry,
  refunded: Charged | PickEntry | undefined,
  { documents, revision }: Configuration,
): readonly LedgerEntry[] {
  const { at, reason, by, repId, units, poolId } = entry
  if (entry.kind === 'refund') {
    const again = refunded && refundIn(world, refunded, { at, revision, reason, by })
    return again === undefined ? [] : [again]
  }
  const ledger = world.pools.get(poolId) ?? emptyLedger(poolId)
  const pool = documents.teams.pools.find(({ id }) => id === poolId)
  const payers = pool?.members.filter((member) => member.repId !== repId) ?? []
  if (pool === undefined || payers.length === 0 || payers.length === pool.members.length) return []
  const settled = settleMembers(ledger, pool, at, revision)
  const change = { kind: 'adjustment', repId, units, at, revision, reason, by, payers } as const
  return [...settled.entries, enterCredit(settled.ledger, change)]
}
