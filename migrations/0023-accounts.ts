import { type Kysely, sql } from 'kysely'

/** The companies of our own book, and the keys by which they are found. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // Companies, not persons: nothing here is erased with anybody.
  `create table accounts (
    id uuid primary key,
    name text not null,
    other_names text[] not null default '{}',
    domains text[] not null default '{}',
    phone text,
    postal_code text,
    country text,
    industry text,
    employees double precision,
    annual_revenue double precision,
    named boolean not null default false,
    parent_id uuid references accounts (id),
    owner_rep_id text,
    external_ids jsonb not null default '{}',
    changed_by text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    check (parent_id <> id)
  )`,
  `create index accounts_of_parent on accounts (parent_id) where parent_id is not null`,
  `create index accounts_of_owner on accounts (owner_rep_id, id) where owner_rep_id is not null`,

  // Several companies may share a domain, a name or a number. All of it can be made anew; without
  // a foreign key, which would be asked for each of the half dozen rows of an account.
  `create table account_keys (
    key text not null,
    account_id uuid not null,
    primary key (key, account_id)
  )`,
  `create index account_keys_of_account on account_keys (account_id)`,
  // What another system calls a company names one of ours.
  `create unique index account_of_external_id on account_keys (key) where key like 'external:%'`,
]
