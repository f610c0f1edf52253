import { type Kysely, sql } from 'kysely'

/** Browsers of reps that asked for alerts. They are the reps' own, and say nothing of leads. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create table push_subscriptions (
    id uuid primary key,
    rep_id text not null,
    endpoint text not null unique,
    p256dh text not null,
    auth text not null,
    created_at timestamptz not null default now()
  )`,
  `create index push_subscriptions_of_rep on push_subscriptions (rep_id)`,
]
