import type { Insertable, Selectable } from 'kysely'
import { Overtaken } from '../../domain/failure.ts'
import type { AssignmentId, LeadId } from '../../domain/ids.ts'
import type { CreditEntry, CreditKind, LedgerEntry, PickEntry } from '../../domain/ledger.ts'
import { BY_TURNS } from '../../domain/pool-strategy.ts'
import type { Tx } from './connect.ts'
import { insertAll } from './fixed-text.ts'
import type { Tables } from './tables.ts'

type Row = Omit<Selectable<Tables['poolLedger']>, 'position'>
/** Its position is the database's to say. */
type WrittenColumn = Exclude<keyof Insertable<Tables['poolLedger']>, 'position'>

/**
 * Adds entries to the ledgers of locked pools, and brings the pools up to date with them. Rejects with
 * `Overtaken` when one of them refunds what somebody else has refunded meanwhile.
 */
export async function writeLedger(tx: Tx, entries: readonly LedgerEntry[]): Promise<void> {
  if (entries.length === 0) return
  await insertAll('poolLedger', entries.map(rowOf)).execute(tx).catch(unlessRefunded)
  const last = new Map(entries.map((entry) => [entry.poolId, entry]))
  for (const { poolId, sequence, credits, debts, hash } of last.values()) {
    await tx
      .updateTable('pools')
      .set({
        sequence,
        credits: JSON.stringify(credits),
        debts: JSON.stringify(debts),
        head: hash,
      })
      .where('id', '=', poolId)
      .execute()
  }
}

/** The index of the database by which a pick is refunded once. */
const ONE_REFUND = 'one_refund_per_pick'

function unlessRefunded(error: unknown): never {
  const isSecond =
    error instanceof Error && 'constraint' in error && error.constraint === ONE_REFUND
  throw isSecond ? new Overtaken('The turn was refunded meanwhile', { cause: error }) : error
}

/** The row of an entry; every kind has every column. */
export function rowOf(entry: LedgerEntry): Record<WrittenColumn, unknown> {
  const { version, kind, poolId, sequence, repId, at, revision, entitled, credits, debts } = entry
  const { previousHash, hash } = entry
  return {
    ...{ version, kind, poolId, sequence, repId, at, revision, entitled, credits, debts },
    ...{ previousHash, hash },
    ...(entry.kind === 'pick' ? ofPick(entry) : ofCredit(entry)),
  }
}

const ofPick = ({ leadId, assignmentId, seed, skipped, accruing, ...manner }: PickEntry) => ({
  ...{ leadId, assignmentId, seed, skipped, accruing },
  ...{ strategy: manner.strategy, seen: manner.seen, worth: manner.worth },
  ...{ units: null, refundOf: null, reason: null, madeBy: null },
})

const ofCredit = ({ leadId, units, refundOf, reason, by }: CreditEntry) => ({
  ...{ leadId: leadId ?? null, assignmentId: null, seed: null, skipped: {}, accruing: {}, units },
  ...{ strategy: null, seen: {}, worth: null },
  ...{ refundOf: refundOf ?? null, reason: reason ?? null, madeBy: by ?? null },
})

/** The entry a row stands for. A bigint comes as text; ours are all safe integers. */
export function entryFrom(row: Row): LedgerEntry {
  const { kind } = row
  return kind === 'pick' ? pickFrom(row) : creditFrom(row, kind)
}

/** The pick a row stands for. */
export const pickFrom = (row: Row): PickEntry => ({
  ...chainedOf(row),
  kind: 'pick',
  leadId: row.leadId as LeadId,
  assignmentId: row.assignmentId as AssignmentId,
  seed: Number(row.seed),
  skipped: row.skipped,
  accruing: row.accruing,
  strategy: row.strategy ?? BY_TURNS.strategy,
  seen: row.seen,
  worth: row.worth ?? BY_TURNS.worth,
})

const creditFrom = (row: Row, kind: CreditKind): CreditEntry => ({
  ...chainedOf(row),
  kind,
  leadId: row.leadId ?? undefined,
  units: Number(row.units),
  refundOf: row.refundOf ?? undefined,
  reason: row.reason ?? undefined,
  by: row.madeBy ?? undefined,
})

function chainedOf(row: Row) {
  const { version, poolId, sequence, repId, at, revision, entitled, credits, debts } = row
  const { previousHash, hash } = row
  return {
    ...{ version, poolId, sequence, repId, at, revision, entitled, credits, debts },
    ...{ previousHash, hash },
  }
}
