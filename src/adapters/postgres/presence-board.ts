import { sql } from 'kysely'
import type { RepId } from '../../domain/ids.ts'
import { isAway, type Presence } from '../../domain/presence.ts'
import type { PresenceBoard, PresenceChange } from '../../ports/presence-board.ts'
import type { Db, Tx } from './connect.ts'
import { translated } from './database-failure.ts'

/** Any number will do, as long as nothing else in this database locks on it. */
const PRESENCE_LOCK = 7_310_003

/** What reps say about now, in the append-only `presence_changes`. */
export function postgresPresenceBoard(db: Db): PresenceBoard {
  return {
    all: () => translated(() => readPresence(db)),

    change: (change) =>
      translated(() => changeAttendance(db, (tx) => addPresenceChange(tx, change))),
  }
}

/** Adds a change as the board does. To be called under the lock of `holdPresenceAlone`. */
export async function addPresenceChange(
  tx: Tx,
  { repId, presence, by, at, from }: PresenceChange,
): Promise<boolean> {
  const latest = await tx
    .selectFrom('presenceChanges')
    .select(['sequence', 'presence'])
    .where('repId', '=', repId)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst()
  const now = latest?.presence ?? 'calendar'
  if (from !== undefined && from !== now) return false
  if (presence === now || (presence === 'set-away' && isAway(now))) return false

  const sequence = (latest?.sequence ?? 0) + 1
  const row = { repId, sequence, presence, at, changedBy: by }
  await tx.insertInto('presenceChanges').values(row).execute()
  return true
}

/**
 * Changes who is there, once every batch that has looked at it has committed. Not by a row lock:
 * before a rep's first change there is no row to hold.
 */
export function changeAttendance<T>(db: Db, change: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (tx) => {
    await holdPresenceAlone(tx)
    return change(tx)
  })
}

/** Waits for every transaction that looks at who is there, and keeps others from it until this one ends. */
export async function holdPresenceAlone(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${PRESENCE_LOCK})`.execute(tx)
}

/** The latest word of every rep who ever gave one. */
export async function readPresence(db: Db): Promise<Map<RepId, Presence>> {
  const rows = await db
    .selectFrom('presenceChanges')
    .distinctOn('repId')
    .select(['repId', 'presence'])
    .orderBy('repId')
    .orderBy('sequence', 'desc')
    .execute()
  return new Map(rows.map(({ repId, presence }) => [repId, presence]))
}

/**
 * The same, held still until the transaction ends. Whoever then puts a lead on the waiting list has
 * committed it before a rep comes online, so that it is among the leads this wakes.
 */
export async function holdPresence(tx: Tx): Promise<Map<RepId, Presence>> {
  await sql`select pg_advisory_xact_lock_shared(${PRESENCE_LOCK})`.execute(tx)
  return readPresence(tx)
}
