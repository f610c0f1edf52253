import { sql } from 'kysely'
import type { RepId } from '../../domain/ids.ts'
import type { Presence } from '../../domain/presence.ts'
import type { PresenceBoard } from '../../ports/presence-board.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

/** Keys advisory locks on presence; any number will do that no other kind of lock uses. */
const PRESENCE_LOCKS = 7_301

/** What reps say about now, in the append-only `presence_changes`. */
export function postgresPresenceBoard(db: Db): PresenceBoard {
  return {
    all: () => translated(() => readPresence(db)),

    change: ({ repId, presence, by, at }) =>
      translated(() =>
        db.transaction().execute(async (tx) => {
          // Not a row lock: before a rep's first change there is no row to hold.
          await sql`select pg_advisory_xact_lock(${PRESENCE_LOCKS}, hashtext(${repId}))`.execute(tx)
          const latest = await tx
            .selectFrom('presenceChanges')
            .select(['sequence', 'presence'])
            .where('repId', '=', repId)
            .orderBy('sequence', 'desc')
            .limit(1)
            .executeTakeFirst()
          if (presence === (latest?.presence ?? 'calendar')) return false

          const sequence = (latest?.sequence ?? 0) + 1
          const row = { repId, sequence, presence, at, changedBy: by }
          await tx.insertInto('presenceChanges').values(row).execute()
          return true
        }),
      ),
  }
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
