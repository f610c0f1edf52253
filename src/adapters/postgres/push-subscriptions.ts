import type { Selectable } from 'kysely'
import { newId } from '../../domain/ids.ts'
import type { PushSubscription, PushSubscriptions } from '../../ports/push-subscriptions.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'
import type { Tables } from './tables.ts'

/** Browsers of reps as rows. One browser has one row, whoever signed in to it last. */
export function postgresPushSubscriptions(db: Db): PushSubscriptions {
  return {
    add: (repId, { endpoint, p256dh, auth }) =>
      translated(async () => {
        const row = await db
          .insertInto('pushSubscriptions')
          .values({ id: newId(), repId, endpoint, p256dh, auth })
          .onConflict((conflict) =>
            conflict.column('endpoint').doUpdateSet({ repId, p256dh, auth }),
          )
          .returningAll()
          .executeTakeFirstOrThrow()
        return subscriptionFrom(row)
      }),
    of: (repId) =>
      translated(async () => {
        const rows = await db
          .selectFrom('pushSubscriptions')
          .selectAll()
          .where('repId', '=', repId)
          .orderBy('id')
          .execute()
        return rows.map(subscriptionFrom)
      }),
    repIds: () =>
      translated(async () => {
        const rows = await db.selectFrom('pushSubscriptions').select('repId').distinct().execute()
        return new Set(rows.map(({ repId }) => repId))
      }),
    remove: (id, repId) =>
      translated(async () => {
        const gone = await db
          .deleteFrom('pushSubscriptions')
          .where('id', '=', id)
          .$if(repId !== undefined, (query) => query.where('repId', '=', repId as never))
          .returning('id')
          .executeTakeFirst()
        return gone !== undefined
      }),
  }
}

const subscriptionFrom = (row: Selectable<Tables['pushSubscriptions']>): PushSubscription => ({
  ...row,
})
