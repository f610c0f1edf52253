import { type Kysely, sql } from 'kysely'

/**
 * What a decision depended on, kept so that it can be made again. `position` orders everything that
 * decisions are made of or depend on: it is drawn under the locks that one holds while it is decided,
 * so of two that touch the same thing the one that came first has the lower one. What was there before
 * has none, or 0.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

/** First the column and then its default: the other way round every row would be written anew. */
const positioned = (table: string, column = 'position') => [
  `alter table ${table} add column ${column} bigint`,
  `alter table ${table} alter column ${column} set default nextval('positions')`,
]

const statements = [
  `create sequence positions`,
  ...positioned('lead_events'),
  ...positioned('pool_ledger'),
  ...positioned('presence_changes'),
  ...positioned('time_off', 'added_position'),
  `alter table time_off add column removed_position bigint`,
  // Rows lie in the order in which they were written, so a summary of each few pages finds them; a
  // tree would be written to with every event.
  `create index lead_events_by_position on lead_events
    using brin (position, at) with (pages_per_range = 32, autosummarize = on)`,
  `create index pool_ledger_by_position on pool_ledger
    using brin (position) with (pages_per_range = 32, autosummarize = on)`,

  // Parts are replaced by what is found out later. What they said before is kept, to be erased with them.
  ...positioned('lead_parts', 'since'),
  `alter table lead_parts add column since_txid xid8`,
  `alter table lead_parts alter column since_txid set default pg_current_xact_id()`,
  `create table lead_part_versions (
    lead_id uuid not null,
    part text not null,
    since bigint not null,
    since_txid xid8,
    content jsonb not null,
    primary key (lead_id, part, since)
  )`,
  `create function keep_lead_part() returns trigger language plpgsql as $$
    begin
      insert into lead_part_versions (lead_id, part, since, since_txid, content)
      values (old.lead_id, old.part, coalesce(old.since, 0), old.since_txid, old.content);
      new.since := nextval('positions');
      new.since_txid := pg_current_xact_id();
      return new;
    end $$`,
  `create trigger keep_lead_part before update of content on lead_parts for each row
    when (old.content is distinct from new.content) execute function keep_lead_part()`,
]
