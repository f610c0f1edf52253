import { createHash } from 'node:crypto'
import type { OptOuts } from '../../ports/opt-outs.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

/** Opt-outs as rows. Hashed, because nobody has to read the address: whoever asks brings it. */
export function postgresOptOuts(db: Db): OptOuts {
  return {
    add: (channel, address, since) =>
      translated(async () => {
        await db
          .insertInto('channelOptOuts')
          .values({ channel, addressHash: hashed(address), since })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      }),
    remove: (channel, address) =>
      translated(async () => {
        await db
          .deleteFrom('channelOptOuts')
          .where('channel', '=', channel)
          .where('addressHash', '=', hashed(address))
          .execute()
      }),
    since: (channel, address) =>
      translated(async () => {
        const row = await db
          .selectFrom('channelOptOuts')
          .select('since')
          .where('channel', '=', channel)
          .where('addressHash', '=', hashed(address))
          .executeTakeFirst()
        return row?.since
      }),
  }
}

const hashed = (address: string) => createHash('sha256').update(address).digest()
