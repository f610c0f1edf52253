import { type Kysely, sql } from 'kysely'

/** Time off that is added while the product runs; what the `teams` document says stands there. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // Rows stay when they are removed, so that a past decision can be looked at as it was.
  `create table time_off (
    id uuid primary key,
    rep_id text not null,
    written jsonb not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null check (ends_at > starts_at),
    cover_rep_id text,
    added_at timestamptz not null,
    added_by text not null,
    removed_at timestamptz,
    removed_by text
  )`,
  `create index coming_time_off on time_off (ends_at) where removed_at is null`,
]
