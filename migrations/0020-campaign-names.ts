import { type Kysely, sql } from 'kysely'

/** What vendors call the campaigns, ad groups, ads and forms of which leads know the id. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // One row for each id that leads of a source came with; without a name it was not asked for yet, or
  // the vendor does not know it. Digits alone, because anything else is no vendor's, and might say
  // something about whoever sent it.
  `create table campaign_names (
    kind text not null,
    id text not null check (id ~ '^[0-9]{1,20}$'),
    source_key text not null,
    vendor text not null,
    name text,
    seen_at timestamptz not null,
    asked_at timestamptz,
    due_at timestamptz not null,
    primary key (kind, id, source_key)
  )`,
  `create index campaign_names_due on campaign_names (source_key, kind, due_at)`,
  // How far the leads of a source were looked through for ids, and who asks its vendor now. The alarm
  // is what a person has to mend there first.
  `create table name_look_ups (
    source_key text primary key,
    gathered_until timestamptz,
    gathered_whole_at timestamptz,
    due_at timestamptz not null,
    holder text,
    held_until timestamptz,
    alarm text,
    alarm_since timestamptz
  )`,
]
