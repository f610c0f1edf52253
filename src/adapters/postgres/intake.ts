import type { Intake, Receipt } from '../../ports/intake.ts'
import { groupCommit, type Settled } from '../../worker/group-commit.ts'
import type { Db, Tx } from './connect.ts'
import { translated } from './database-failure.ts'
import type { IntakeItem as Item, IntakeRow as Row } from './delivery-rows.ts'
import { type TakeInParts, takeIn } from './take-in.ts'

type Parts = TakeInParts & {
  readonly db: Db
  readonly onBatch?: (kind: string, size: number) => void
}

/**
 * A commit costs nearly as much for one delivery as for ten. Only a sender that waits for each answer
 * before it sends the next can notice.
 */
const PACE_MS = 10

/** Takes deliveries in, many per commit: delivery, leads, first events and jobs together. */
export function postgresIntake(parts: Parts): Intake {
  const receive = groupCommit<Item, Receipt>(
    (items) =>
      translated(() => parts.db.transaction().execute((tx) => receiveAll(tx, items, parts))),
    { paceMs: PACE_MS, onBatch: (size) => parts.onBatch?.('capture', size) },
  )
  return {
    receive: (delivery, leads, withdrawn = [], conversations = []) =>
      receive({ delivery, leads, withdrawn, conversations }),
  }
}

async function receiveAll(
  tx: Tx,
  items: readonly Item[],
  parts: Parts,
): Promise<Settled<Receipt>[]> {
  const { rows, isNew, leadOf } = await takeIn(tx, items, parts)
  const receiptOf = (row: Row) => ({ leadId: leadOf(row), duplicate: !isNew.has(row.id) })
  return items.map(({ delivery }) => ({
    ok: { leads: rows.filter((row) => row.delivery === delivery).map(receiptOf) },
  }))
}
