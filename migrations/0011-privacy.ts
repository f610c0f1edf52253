import { type Kysely, sql } from 'kysely'

/**
 * What erasing a person needs: leads that are erased, a mark of each that lets no redelivery bring
 * it back, and a record of who asked. And what people agreed to, kept as they said it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `alter table leads drop constraint leads_state_check`,
  `alter table leads add constraint leads_state_check check (state in
    ('travelling', 'assigned', 'attached', 'waiting', 'quarantined', 'rejected', 'erased'))`,

  `alter table contacts add column erased_at timestamptz`,

  /** Set when some or all of a delivery was erased. */
  `alter table deliveries add column erased_at timestamptz`,

  /** One row: what keys of erased leads are hashed with, so that nobody can guess at them. */
  `create table erasure_secret (
    only_one boolean primary key default true check (only_one),
    secret bytea not null
  )`,
  `insert into erasure_secret (secret)
    values (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))`,

  /** The key of a lead, hashed twice with the secret before it, as HMAC does. */
  `create function erased_key(source_key text, dedupe_key text) returns bytea
    language sql stable as $$
      select sha256(secret || sha256(secret || convert_to(source_key || chr(10) || dedupe_key, 'UTF8')))
      from erasure_secret
    $$`,

  /** Keys that no lead may have any longer, and the lead that had them. */
  `create table erased_leads (
    key_hash bytea primary key,
    lead_id uuid not null,
    erased_at timestamptz not null default now()
  )`,

  /**
   * Who asked for what, without saying whom it was about. \`subjects\` are hashes, which are needed
   * until the erasure is finished, a minute later, and go then.
   */
  `create table erasures (
    id uuid primary key,
    why text not null check (why in ('request', 'withdrawal')),
    requested_by text not null,
    requested_at timestamptz not null,
    lead_ids uuid[] not null,
    contact_ids uuid[] not null,
    places jsonb not null,
    remains jsonb not null,
    subjects bytea[],
    finished_at timestamptz
  )`,

  /** Erasable, and append-only till then. What a person agreed or did not agree to. */
  `create table consents (
    lead_id uuid not null,
    entry_hash bytea not null,
    key text not null,
    text text,
    version text,
    granted boolean not null,
    at timestamptz not null,
    address text,
    recorded_at timestamptz not null default now(),
    primary key (lead_id, entry_hash)
  )`,

  /**
   * By the database itself, so that it holds whoever writes a form: capturing, fetching, a chat that
   * goes on, a replay. What was said before stays as it is, whatever the form says later.
   */
  `create function keep_consents() returns trigger language plpgsql as $$
    begin
      insert into consents (lead_id, entry_hash, key, text, version, granted, at, address)
      select new.lead_id, sha256(convert_to(said::text, 'UTF8')), said ->> 'key', said ->> 'text',
        said ->> 'version', (said ->> 'granted')::boolean,
        coalesce((said ->> 'at')::timestamptz,
          (select received_at from leads where id = new.lead_id), now()),
        said ->> 'address'
      from jsonb_array_elements(new.content -> 'consent') as said
      on conflict do nothing;
      return null;
    end
  $$`,
  `create trigger form_consents after insert or update of content on lead_parts
    for each row when (new.part = 'form' and new.content ? 'consent')
    execute function keep_consents()`,
]
