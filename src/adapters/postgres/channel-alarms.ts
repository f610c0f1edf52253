import { sql } from 'kysely'
import type { ChannelAlarms } from '../../ports/channel-alarms.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

/** Alarms as rows, one for each channel that has one. */
export function postgresChannelAlarms(db: Db): ChannelAlarms {
  return {
    raise: ({ channel, code, since }) =>
      translated(async () => {
        const { rows } = await sql`
          insert into channel_alarms (channel, code, since) values (${channel}, ${code}, ${since})
          on conflict (channel) do update set code = excluded.code, since = excluded.since
          where channel_alarms.code <> excluded.code
          returning channel`.execute(db)
        return rows.length > 0
      }),

    clear: (channel) =>
      translated(async () => {
        const gone = await db
          .deleteFrom('channelAlarms')
          .where('channel', '=', channel)
          .returning('channel')
          .execute()
        return gone.length > 0
      }),

    standing: () =>
      translated(() =>
        db
          .selectFrom('channelAlarms')
          .select(['channel', 'code', 'since'])
          .orderBy('channel')
          .execute(),
      ),
  }
}
