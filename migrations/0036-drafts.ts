import { type Kysely, sql } from 'kysely'

/**
 * Drafts of documents with everything that was done to them, and of each revision why it was made and
 * from what. Processes that do not know of it yet apply documents without a reason, as before.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create table configuration_drafts (
    number integer generated always as identity primary key,
    version integer not null,
    state text not null check (state in ('open', 'published', 'discarded')),
    name text not null,
    message text,
    based_on integer not null references configurations,
    files jsonb not null,
    check_result jsonb not null,
    revision integer references configurations check ((revision is null) = (state <> 'published'))
  )`,
  `create table configuration_draft_steps (
    draft integer not null references configuration_drafts,
    version integer not null,
    kind text not null check (kind in
      ('created', 'changed', 'rebased', 'approved', 'sent-back', 'published', 'discarded')),
    at timestamptz not null,
    made_by text not null,
    made_by_id text not null,
    words text,
    hash text not null,
    primary key (draft, version)
  )`,
  `alter table configurations
    add column message text,
    add column draft integer references configuration_drafts,
    add column restores integer references configurations`,
]
