import { type Kysely, sql } from 'kysely'

/**
 * Who is told of events, and what they were told. Nothing here is written by the main line: the
 * log of events is read, and only while there is a subscription.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  /**
   * \`secret\` must be kept as it is, because we sign with it. \`starts_txid\`: events of this
   * transaction and earlier ones are not theirs. \`failures\`: batches in a row in which nothing was
   * accepted. The claim says which process sends to them now.
   */
  `create table subscriptions (
    id uuid primary key,
    url text not null,
    events text[] not null,
    description text not null,
    include text[] not null,
    disable_after_days integer not null,
    state text not null default 'active' check (state in ('active', 'paused', 'disabled')),
    disabled_because text check (disabled_because in ('gone', 'failing')),
    secret text not null,
    previous_secret text,
    previous_secret_until timestamptz,
    starts_txid xid8 not null default pg_current_xact_id(),
    failures integer not null default 0,
    failing_since timestamptz,
    rest_until timestamptz,
    last_accepted_at timestamptz,
    claimed_by uuid,
    claimed_until timestamptz,
    created_at timestamptz not null default now()
  ) with (fillfactor = 70)`,

  /** One event for one subscription, and how sending it went. Ids and codes only. */
  `create table event_deliveries (
    sequence bigint primary key generated always as identity,
    subscription_id uuid not null,
    lead_id uuid not null,
    version integer not null,
    type text not null,
    at timestamptz not null,
    state text not null default 'pending' check (state in ('pending', 'accepted', 'failed')),
    next_attempt_at timestamptz not null,
    attempts integer not null default 0,
    misses integer not null default 0,
    last_attempt_at timestamptz,
    response_status integer,
    failure text,
    created_at timestamptz not null default now(),
    unique (subscription_id, lead_id, version)
  ) with (fillfactor = 80)`,
  `create index event_deliveries_due on event_deliveries (subscription_id, next_attempt_at, sequence)
    where state = 'pending'`,
  `create index event_deliveries_of_subscription on event_deliveries (subscription_id, sequence)`,
  `create index event_deliveries_by_age on event_deliveries (created_at)`,

  /** How far the log of events has been read, and on which server: its transactions have an order
   * of their own. One row, locked by whoever reads on. */
  `create table event_log_place (
    only_one boolean primary key default true check (only_one),
    system text,
    txid xid8 not null default '0',
    lead_id uuid not null default '00000000-0000-0000-0000-000000000000',
    version integer not null default 0
  )`,
  `insert into event_log_place default values`,
]
