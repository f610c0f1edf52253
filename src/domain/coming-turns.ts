import { catchingUp, debtsAfter } from './catch-up.ts'
import type { RepId } from './ids.ts'
import type { PoolLedger } from './ledger.ts'
import { furthestBehind, type Members, UNITS_PER_CREDIT, withShares } from './shares.ts'

/** Who would get a lead, and who else is owed as much, between whom lots are drawn. */
export type ComingTurn = { readonly repId: RepId; readonly tiedWith: readonly RepId[] }

/** When debts grow, which they do not here: nobody goes away. */
const NEVER = new Date(0)

/**
 * The next so many turns if nobody comes or goes and every lead may go to anybody. Of several who
 * are owed the same the first by id is taken here, since lots are drawn only with the lead. None
 * when nobody is there.
 */
export function comingTurns(
  ledger: PoolLedger,
  there: Members,
  count: number,
): readonly ComingTurn[] {
  const turns: ComingTurn[] = []
  const everybody = new Set(there.map(({ repId }) => repId))
  let { credits, debts, sequence } = ledger
  for (; turns.length < count; sequence += 1) {
    const owed = withShares(credits, catchingUp(there, debts), sequence + 1)
    const [repId, ...tiedWith] = furthestBehind(owed, everybody)
    if (repId === undefined) return turns
    turns.push({ repId, tiedWith })
    debts = debtsAfter(debts, { there, accruing: [] }, NEVER)
    credits = { ...owed, [repId]: (owed[repId] ?? 0) - UNITS_PER_CREDIT }
  }
  return turns
}
