import { type Kysely, sql } from 'kysely'

/** What answering an alert from outside the product needs: keys, replays, who wants no messages. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  /** Made on first use and kept: links that were sent must stay good when a process starts anew. */
  `create table installation_secrets (
    name text primary key,
    value bytea not null,
    created_at timestamptz not null default now()
  )`,
  /** Callbacks of vendors that were heeded, so that one that comes again changes nothing. */
  `create table callback_receipts (
    channel text not null,
    key text not null,
    at timestamptz not null default now(),
    primary key (channel, key)
  )`,
  `create index callback_receipts_by_age on callback_receipts (at)`,
  /** Addresses of reps, hashed, that asked for no more messages. */
  `create table channel_opt_outs (
    channel text not null,
    address_hash bytea not null,
    since timestamptz not null,
    primary key (channel, address_hash)
  )`,
  `alter table notifications add column delivered_at timestamptz`,
]
