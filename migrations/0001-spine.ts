import { type Kysely, sql } from 'kysely'

/**
 * The spine. Personal data stand only in tables marked "erasable"; every other table carries ids,
 * numbers and reasons, so that a person can be erased and everything still adds up.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  /** Documents are applied together; the highest revision is active. Nothing is overwritten. */
  `create table configurations (
    revision integer primary key generated always as identity,
    documents jsonb not null,
    applied_at timestamptz not null default now(),
    applied_by text not null
  )`,

  `create table api_tokens (
    id uuid primary key,
    name text not null unique,
    token_hash bytea not null unique,
    role text not null check (role in ('admin', 'manager', 'rep')),
    rep_id text,
    created_at timestamptz not null default now(),
    revoked_at timestamptz
  )`,

  /** Erasable. */
  `create table deliveries (
    id uuid primary key,
    source_key text not null,
    received_at timestamptz not null,
    content_type text not null,
    headers jsonb not null,
    body bytea not null,
    verdict text not null check (verdict in ('authentic', 'unverified'))
  )`,

  /** The lead as the sum of its events. Fill factor leaves room for updates on the same page. */
  `create table leads (
    id uuid primary key,
    version integer not null,
    state text not null check (state in
      ('travelling', 'assigned', 'attached', 'waiting', 'quarantined', 'rejected')),
    waiting_for text,
    source_key text not null,
    dedupe_key text not null,
    is_test boolean not null,
    received_at timestamptz not null,
    deadline_at timestamptz not null,
    decided_at timestamptz,
    contact_id uuid,
    score integer,
    tier text,
    chain jsonb not null default '[]',
    assignment_id uuid,
    rep_id text,
    acknowledged_at timestamptz,
    first_contact_at timestamptz,
    outcome text,
    tried_rep_ids text[] not null default '{}',
    skipped_stages text[] not null default '{}',
    redeliveries integer not null default 0,
    unique (source_key, dedupe_key)
  ) with (fillfactor = 70)`,
  `create index leads_received on leads (received_at desc, id desc)`,
  `create index leads_of_contact on leads (contact_id) where contact_id is not null`,
  `create index leads_of_rep on leads (rep_id, received_at desc) where rep_id is not null`,
  `create index leads_travelling on leads (received_at) where state = 'travelling'`,
  `create index leads_waiting on leads (received_at) where state = 'waiting'`,

  /** Erasable: one row per part (form, findings, enrichment, scoring, trace). */
  `create table lead_parts (
    lead_id uuid not null,
    part text not null,
    content jsonb not null,
    primary key (lead_id, part)
  )`,

  `create table lead_deliveries (
    lead_id uuid not null,
    delivery_id uuid not null,
    primary key (lead_id, delivery_id)
  )`,
  `create index lead_deliveries_of_delivery on lead_deliveries (delivery_id)`,

  /** Append-only. \`txid\` lets a reader follow commits without missing any that came late. */
  `create table lead_events (
    lead_id uuid not null,
    version integer not null,
    type text not null,
    at timestamptz not null,
    data jsonb not null,
    schema_version smallint not null default 1,
    txid xid8 not null default pg_current_xact_id(),
    primary key (lead_id, version)
  )`,
  `create index lead_events_by_commit on lead_events (txid, lead_id, version)`,

  /** Erasable. Who a key belongs to; the unique key is what makes a claim atomic. */
  `create table identities (
    kind text not null,
    value text not null,
    contact_id uuid,
    shared boolean not null default false,
    primary key (kind, value)
  )`,
  `create index identities_of_contact on identities (contact_id) where contact_id is not null`,

  /** \`fields\` is erasable; the rest are ids. */
  `create table contacts (
    id uuid primary key,
    fields jsonb not null,
    owner_rep_id text,
    owner_lead_id uuid,
    lead_count integer not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  ) with (fillfactor = 80)`,

  /** Erasable. Every value ever seen, with where it came from. */
  `create table contact_values (
    contact_id uuid not null,
    field text not null,
    value text not null,
    lead_id uuid not null,
    source_key text not null,
    at timestamptz not null,
    primary key (contact_id, lead_id, field)
  )`,

  `create table assignments (
    id uuid primary key,
    lead_id uuid not null,
    contact_id uuid not null,
    rep_id text not null,
    status text not null check (status in
      ('offered', 'acknowledged', 'declined', 'snoozed', 'expired', 'closed')),
    reason text not null,
    pool_id text,
    ledger_sequence integer,
    offered_at timestamptz not null,
    acknowledge_by timestamptz,
    acknowledged_at timestamptz,
    ended_at timestamptz
  ) with (fillfactor = 80)`,
  `create unique index one_active_assignment_per_lead on assignments (lead_id)
    where status in ('offered', 'acknowledged', 'snoozed')`,
  `create index assignments_of_lead on assignments (lead_id, offered_at)`,
  `create index open_assignments_of_rep on assignments (rep_id)
    where status in ('offered', 'acknowledged', 'snoozed')`,

  /** The row to lock before a turn is taken; its state is that of the pool's latest entry. */
  `create table pools (
    id text primary key,
    sequence integer not null default 0,
    credits jsonb not null default '{}',
    head text not null
  ) with (fillfactor = 50)`,

  /** Append-only and hash-chained. Ids and numbers only. */
  `create table pool_ledger (
    pool_id text not null,
    sequence integer not null,
    lead_id uuid not null,
    assignment_id uuid not null unique,
    rep_id text not null,
    at timestamptz not null,
    seed bigint not null,
    revision integer not null,
    entitled jsonb not null,
    skipped jsonb not null,
    credits jsonb not null,
    previous_hash text not null,
    hash text not null,
    primary key (pool_id, sequence)
  )`,

  /** Append-only; the latest sequence of a rep is their presence. */
  `create table presence_changes (
    rep_id text not null,
    sequence integer not null,
    presence text not null,
    at timestamptz not null,
    changed_by text not null,
    primary key (rep_id, sequence)
  )`,

  `create table tasks (
    id uuid primary key,
    lead_id uuid not null,
    follower text not null,
    subject text,
    state text not null default 'open' check (state in ('open', 'done', 'refused', 'dead')),
    due_at timestamptz,
    created_at timestamptz not null default now(),
    ended_at timestamptz,
    failure text
  ) with (fillfactor = 80)`,
  `create index tasks_of_lead on tasks (lead_id)`,
  `create index open_tasks on tasks (created_at) where state = 'open'`,

  /** One alert to one rep on one channel. \`title\` and \`lines\` are erasable. */
  `create table notifications (
    id uuid primary key,
    lead_id uuid not null,
    assignment_id uuid not null,
    rep_id text not null,
    channel text not null,
    state text not null check (state in ('sending', 'accepted', 'refused', 'read')),
    title text not null,
    lines jsonb not null,
    provider_id text,
    attempts integer not null default 0,
    failure text,
    created_at timestamptz not null default now(),
    accepted_at timestamptz,
    unique (assignment_id, channel)
  )`,
  `create index notifications_of_rep on notifications (rep_id, created_at desc)`,

  /** Erasable. Where a contact stands in a CRM, and what we last saw there. */
  `create table crm_links (
    contact_id uuid not null,
    crm text not null,
    record_id text not null,
    last_seen jsonb not null,
    updated_at timestamptz not null default now(),
    primary key (contact_id, crm)
  )`,

  /** Erasable. The built-in CRM, for whoever has no other. */
  `create table crm_contacts (
    id uuid primary key,
    contact_id uuid not null unique,
    fields jsonb not null,
    updated_at timestamptz not null default now()
  )`,

  /** \`details\` is erasable. */
  `create table review_items (
    id uuid primary key,
    kind text not null,
    lead_id uuid not null,
    contact_id uuid,
    reasons text[] not null,
    details jsonb not null,
    created_at timestamptz not null default now(),
    resolved_at timestamptz,
    resolved_by text,
    resolution text
  )`,
  `create index open_review_items on review_items (created_at) where resolved_at is null`,

  /** Erasable. */
  `create table enrichment_cache (
    provider text not null,
    subject_hash bytea not null,
    answer jsonb not null,
    expires_at timestamptz not null,
    primary key (provider, subject_hash)
  )`,

  `create table idempotency_keys (
    caller text not null,
    key text not null,
    body_hash bytea not null,
    lead_id uuid,
    created_at timestamptz not null default now(),
    primary key (caller, key)
  )`,

  /** Work that was tried too often. The lead stays visible; a redrive sets it going again. */
  `create table dead_letters (
    id uuid primary key,
    queue text not null,
    lead_id uuid not null,
    task_id uuid,
    attempts integer not null,
    failure text not null,
    created_at timestamptz not null default now(),
    redriven_at timestamptz
  )`,
  `create unique index one_open_dead_letter on dead_letters (queue, coalesce(task_id, lead_id))
    where redriven_at is null`,

  /** Who runs what, refreshed every second, so that anyone can say which stage nobody hosts. */
  `create table processes (
    id uuid primary key,
    role text not null,
    hosts text[] not null,
    ops_port integer,
    started_at timestamptz not null default now(),
    seen_at timestamptz not null default now()
  )`,
]
