import type { CallbackLog } from '../../ports/callback-log.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

/** Heeded callbacks as rows, which are deleted after some days. */
export function postgresCallbackLog(db: Db): CallbackLog {
  return {
    wasHeeded: (channel, key) =>
      translated(async () => {
        const row = await db
          .selectFrom('callbackReceipts')
          .select('at')
          .where('channel', '=', channel)
          .where('key', '=', key)
          .executeTakeFirst()
        return row !== undefined
      }),
    heeded: (channel, key, at) =>
      translated(async () => {
        await db
          .insertInto('callbackReceipts')
          .values({ channel, key, at })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      }),
  }
}
