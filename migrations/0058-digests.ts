import { type Kysely, sql } from 'kysely'

/** Leads of low priority are told together. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  /** Offers that wait to be told with others. Whichever begins a digest gives it its id. */
  `create table digest_entries (
    assignment_id uuid primary key,
    lead_id uuid not null,
    rep_id text not null,
    digest_id uuid,
    taken_at timestamptz,
    told_at timestamptz
  )`,
  `create index digest_entries_waiting on digest_entries (rep_id) where told_at is null`,
  `create index digest_entries_by_digest on digest_entries (digest_id)`,
  // The digest by which a lead was told; it is the id of the message.
  `alter table notifications add column digest_id uuid`,
  `create index notifications_by_digest on notifications (digest_id, channel)
    where digest_id is not null`,
]
