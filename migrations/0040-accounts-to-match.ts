import { type Kysely, sql } from 'kysely'

/** Accounts for which the open leads of the past are looked through again, and how far that is. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // `sweep` is the one that looks for the account; null until one begins, and again when the account
  // changes meanwhile.
  `create table accounts_to_match (
    account_id uuid primary key references accounts (id) on delete cascade,
    sweep integer
  )`,
  // One row. `place` is the lead that was looked at last, newest first; null while none is under way.
  `create table account_sweeps (
    only_one boolean primary key default true check (only_one),
    sweep integer not null default 0,
    place uuid
  )`,
  `insert into account_sweeps default values`,
]
