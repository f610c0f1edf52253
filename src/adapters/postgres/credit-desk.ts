import { noneOfThatName } from '../../domain/closest-name.ts'
import type { RefundReason } from '../../domain/credit-reason.ts'
import { enterCredit } from '../../domain/enter-credit.ts'
import { Refused } from '../../domain/failure.ts'
import type { LeadId, PoolId } from '../../domain/ids.ts'
import {
  type CreditEntry,
  emptyLedger,
  type PickEntry,
  type PoolLedger,
} from '../../domain/ledger.ts'
import { refundPick } from '../../domain/refund-pick.ts'
import { settleMembers } from '../../domain/settle-members.ts'
import { UNITS_PER_CREDIT } from '../../domain/shares.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ConfigurationStore } from '../../ports/configuration.ts'
import type { Adjustment, CreditDesk } from '../../ports/credit-desk.ts'
import type { Db, Tx } from './connect.ts'
import { translated } from './database-failure.ts'
import { pickFrom, writeLedger } from './ledger-rows.ts'
import { lockPools } from './locks.ts'

type Parts = { readonly clock: Clock; readonly configuration: ConfigurationStore }

/** Changes of credits under the lock of the pool, where picks are made too. */
export function postgresCreditDesk(db: Db, parts: Parts): CreditDesk {
  const inOne = <T>(work: (tx: Tx) => Promise<T>) =>
    translated(() => db.transaction().execute(work))
  return {
    refund: (leadId, reason, by) => inOne((tx) => refund(tx, leadId, { ...parts, reason, by })),
    adjust: (poolId, adjustment) => inOne((tx) => adjust(tx, poolId, adjustment, parts)),
  }
}

type Refund = Parts & { readonly reason: RefundReason; readonly by: string }

async function refund(tx: Tx, leadId: LeadId, { clock, configuration, reason, by }: Refund) {
  const pick = await latestPick(tx, leadId)
  const { poolId, repId, sequence: refundOf } = pick
  const ledger = await lockedLedger(tx, poolId)
  if (await isRefunded(tx, pick)) {
    throw new Refused('refund-conflict', `Entry ${refundOf} of ${poolId} was refunded before`)
  }
  const { revision } = await configuration.current()
  const entry = refundPick(ledger, pick, { at: clock(), revision, reason, by })
  if (entry === undefined) {
    throw new Refused('refund-rep-left', `${repId} is in pool ${poolId} no more`)
  }
  await writeLedger(tx, [entry])
  return entry
}

async function latestPick(tx: Tx, leadId: LeadId): Promise<PickEntry> {
  const row = await tx
    .selectFrom('poolLedger')
    .selectAll()
    .where('leadId', '=', leadId)
    .where('kind', '=', 'pick')
    .orderBy('at', 'desc')
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (row === undefined) throw new Refused('refund-nothing', `No pool gave lead ${leadId}`)
  return pickFrom(row)
}

/** Read under the lock of the pool: of two refunds at once the second sees the first. */
async function isRefunded(tx: Tx, { poolId, sequence }: PickEntry): Promise<boolean> {
  const found = await tx
    .selectFrom('poolLedger')
    .select('sequence')
    .where('poolId', '=', poolId)
    .where('refundOf', '=', sequence)
    .executeTakeFirst()
  return found !== undefined
}

async function adjust(
  tx: Tx,
  poolId: PoolId,
  { repId, credits, reason, by }: Adjustment,
  { clock, configuration }: Parts,
): Promise<CreditEntry> {
  const { documents, revision } = await configuration.current()
  const pool = documents.teams.pools.find(({ id }) => id === poolId)
  if (pool === undefined) {
    const ids = documents.teams.pools.map(({ id }) => id)
    throw new Refused('pool-unknown', `No pool ${poolId}`, noneOfThatName('pool', poolId, ids))
  }
  const payers = pool.members.filter((member) => member.repId !== repId)
  if (payers.length === pool.members.length) {
    const ids = payers.map((member) => member.repId)
    const told = noneOfThatName('member', repId, ids)
    throw new Refused('adjustment-no-member', `${repId} is not in pool ${poolId}`, told)
  }
  if (payers.length === 0) throw new Refused('adjustment-alone', `${repId} is alone in ${poolId}`)
  const at = clock()
  const settled = settleMembers(await lockedLedger(tx, poolId), pool, at, revision)
  const units = Math.round(credits * UNITS_PER_CREDIT)
  const change = { kind: 'adjustment', repId, units, at, revision, reason, by, payers } as const
  const entry = enterCredit(settled.ledger, change)
  await writeLedger(tx, [...settled.entries, entry])
  return entry
}

const lockedLedger = async (tx: Tx, poolId: PoolId): Promise<PoolLedger> =>
  (await lockPools(tx, [poolId])).get(poolId) ?? emptyLedger(poolId)
