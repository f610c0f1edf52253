import { type Kysely, sql } from 'kysely'

/** Leads that a pool holds until somebody of it is there, and when it last let one of them go. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // As the latest decision to hold the lead says; gone when it is decided otherwise.
  `create table pool_holds (
    lead_id uuid primary key,
    pool_id text not null,
    received_at timestamptz not null,
    rep_ids text[] not null
  )`,
  `create index pool_holds_of_pool on pool_holds (pool_id)`,
  `alter table pools add column released_at timestamptz`,
]
