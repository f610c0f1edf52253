import type { Insertable, Selectable } from 'kysely'
import type { AssignmentId, LeadId } from '../../domain/ids.ts'
import type { CreditEntry, CreditKind, LedgerEntry, PickEntry } from '../../domain/ledger.ts'
import type { Tx } from './connect.ts'
import { insertAll } from './fixed-text.ts'
import type { Tables } from './tables.ts'

type Row = Omit<Selectable<Tables['poolLedger']>, 'position'>
/** Its position is the database's to say. */
type WrittenColumn = Exclude<keyof Insertable<Tables['poolLedger']>, 'position'>

/** Adds entries to the ledgers of locked pools, and brings the pools up to date with them. */
export async function writeLedger(tx: Tx, entries: readonly LedgerEntry[]): Promise<void> {
  if (entries.length === 0) return
  await insertAll('poolLedger', entries.map(rowOf)).execute(tx)
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

const ofPick = ({ leadId, assignmentId, seed, skipped, accruing }: PickEntry) => ({
  ...{ leadId, assignmentId, seed, skipped, accruing },
  ...{ units: null, refundOf: null, reason: null, madeBy: null },
})

const ofCredit = ({ leadId, units, refundOf, reason, by }: CreditEntry) => ({
  ...{ leadId: leadId ?? null, assignmentId: null, seed: null, skipped: {}, accruing: {}, units },
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
