import { type Kysely, sql } from 'kysely'

/** The synthetic lead of each route that is watched: what is under way, and how the last one fared. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // \`told\` is what the people who are paged were told last; none before the first trouble.
  `create table canaries (
    route_id text primary key,
    due_at timestamptz not null,
    holder text,
    held_until timestamptz,
    lead_id uuid,
    sent_at timestamptz,
    state text not null default 'unknown' check (state in ('unknown', 'ok', 'failing')),
    problems jsonb not null default '[]',
    since timestamptz,
    checked_at timestamptz,
    ok_at timestamptz,
    took_ms integer,
    told text
  )`,
]
