import { sql } from 'kysely'
import type { RepId } from '../../domain/ids.ts'
import type { TimeOff } from '../../domain/time-off.ts'
import type { AddedTimeOff, TimeOffBook } from '../../ports/time-off-book.ts'
import type { Db, Tx } from './connect.ts'
import { translated } from './database-failure.ts'
import { changeAttendance } from './presence-board.ts'

/** Time off in the table `time_off`. */
export function postgresTimeOffBook(db: Db): TimeOffBook {
  return {
    comingAt: (at) => translated(() => readComing(db, at)),

    add: ({ id, repId, written, from, to, cover }, by, at) =>
      translated(() =>
        changeAttendance(db, async (tx) => {
          const days = { written: JSON.stringify(written), startsAt: from, endsAt: to }
          const row = { id, repId, coverRepId: cover ?? null, ...days, addedAt: at, addedBy: by }
          await tx.insertInto('timeOff').values(row).execute()
        }),
      ),

    remove: (id, { repId, by, at }) =>
      translated(() =>
        changeAttendance(db, async (tx) => {
          const { numUpdatedRows } = await tx
            .updateTable('timeOff')
            .set({
              ...{ removedAt: at, removedBy: by },
              removedPosition: sql<string>`nextval('positions')`,
            })
            .where('id', '=', id)
            .where('removedAt', 'is', null)
            .$if(repId !== undefined, (query) => query.where('repId', '=', repId as RepId))
            .executeTakeFirstOrThrow()
          return numUpdatedRows > 0n
        }),
      ),
  }
}

/** By rep, what is not over. Read under the lock that `changeAttendance` waits for. */
export async function readTimeOff(tx: Tx, at: Date): Promise<Map<RepId, readonly TimeOff[]>> {
  const byRep = new Map<RepId, TimeOff[]>()
  for (const one of await readComing(tx, at)) {
    byRep.set(one.repId, [...(byRep.get(one.repId) ?? []), one])
  }
  return byRep
}

async function readComing(db: Db, at: Date): Promise<readonly AddedTimeOff[]> {
  const rows = await db
    .selectFrom('timeOff')
    .select(['id', 'repId', 'written', 'startsAt', 'endsAt', 'coverRepId'])
    .where('removedAt', 'is', null)
    .where('endsAt', '>', at)
    .orderBy('startsAt')
    .orderBy('id')
    .execute()
  return rows.map(({ id, repId, written, startsAt, endsAt, coverRepId }) => ({
    ...{ id, repId, written },
    from: startsAt,
    to: endsAt,
    cover: coverRepId ?? undefined,
  }))
}
