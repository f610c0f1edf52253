import { type Kysely, sql } from 'kysely'

/** What a person has to mend at a channel, for all processes, and a short way to what was refused lately. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create table channel_alarms (
    channel text primary key,
    code text not null,
    since timestamptz not null
  )`,
  `create index refused_notifications on notifications (created_at) where state = 'refused'`,
]
