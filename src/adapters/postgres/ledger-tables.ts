import type { ColumnType, Generated } from 'kysely'
import type { Debts } from '../../domain/catch-up.ts'
import type { AssignmentId, LeadId, PoolId, RepId } from '../../domain/ids.ts'
import type { Tier } from '../../domain/lead-event.ts'
import type { LedgerEntry, SkipReason } from '../../domain/ledger.ts'
import type { Strategy } from '../../domain/pool-strategy.ts'
import type { Json } from './work-tables.ts'

type PoolLedgerTable = {
  poolId: PoolId
  sequence: number
  version: Generated<LedgerEntry['version']>
  kind: Generated<LedgerEntry['kind']>
  leadId: LeadId | null
  assignmentId: AssignmentId | null
  repId: RepId
  at: Date
  seed: ColumnType<string | null, number | null, number | null>
  revision: number
  entitled: Json<Record<RepId, number>>
  skipped: Json<Record<RepId, SkipReason>>
  accruing: ColumnType<Record<RepId, number>, string | undefined, string>
  strategy: ColumnType<Strategy | null, Strategy | null | undefined, Strategy | null>
  seen: ColumnType<Record<RepId, number>, string | undefined, string>
  worth: ColumnType<number | null, number | null | undefined, number | null>
  credits: Json<Record<RepId, number>>
  debts: ColumnType<Debts, string | undefined, string>
  units: ColumnType<string | null, number | null | undefined, number | null>
  refundOf: ColumnType<number | null, number | null | undefined, number | null>
  reason: ColumnType<string | null, string | null | undefined, string | null>
  madeBy: ColumnType<string | null, string | null | undefined, string | null>
  previousHash: string
  hash: string
  position: ColumnType<string | null, never, never>
}

/** Tables of pools and their ledgers. */
export type LedgerTables = {
  pools: {
    id: PoolId
    sequence: Generated<number>
    credits: ColumnType<Record<RepId, number>, string | undefined, string>
    debts: ColumnType<Debts, string | undefined, string>
    head: string
    releasedAt: Date | null | undefined
  }
  poolLedger: PoolLedgerTable
  poolHolds: {
    leadId: LeadId
    poolId: PoolId
    receivedAt: Date
    repIds: RepId[]
    tier: Tier | null
  }
}
