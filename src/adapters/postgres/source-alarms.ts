import { sql } from 'kysely'
import type { SourceAlarms, StandingAlarm } from '../../ports/source-alarms.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

/** Alarms as rows, one for each source that has one; those of names stand with their look-ups. */
export function postgresSourceAlarms(db: Db): SourceAlarms {
  return {
    raise: ({ sourceKey, code, since }) =>
      translated(async () => {
        const { rows } = await sql`
          insert into source_alarms (source_key, code, since) values (${sourceKey}, ${code}, ${since})
          on conflict (source_key) do update set code = excluded.code, since = excluded.since
          where source_alarms.code <> excluded.code
          returning source_key`.execute(db)
        return rows.length > 0
      }),

    clear: (sourceKey) =>
      translated(async () => {
        const gone = await db
          .deleteFrom('sourceAlarms')
          .where('sourceKey', '=', sourceKey)
          .returning('sourceKey')
          .execute()
        return gone.length > 0
      }),

    standing: () =>
      translated(async () => {
        const { rows } = await sql<StandingAlarm>`
          select source_key, code, since, 'leads' as waiting from source_alarms
          union all
          select source_key, alarm, alarm_since, 'names' from name_look_ups where alarm is not null
          order by source_key, waiting`.execute(db)
        return rows
      }),
  }
}
