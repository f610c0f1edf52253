import type { Decision, Locked } from './decision.ts'
import type { PickEntry } from './ledger.ts'
import { refundPick } from './refund-pick.ts'

/**
 * What a decision that takes a lead from its rep adds, so that the turn it cost is made up to them; nothing
 * where it cost none, or its pool was not locked. `by` names who decided.
 */
export function refundOfMove(
  { now: at, configuration, pools }: Locked,
  pick: PickEntry | undefined,
  by: string,
): Pick<Decision, 'creditEntries'> {
  const ledger = pick && pools.get(pick.poolId)
  if (pick === undefined || ledger === undefined) return {}
  const facts = { at, revision: configuration.revision, reason: 'moved', by }
  const entry = refundPick(ledger, pick, facts)
  return entry === undefined ? {} : { creditEntries: [entry] }
}
