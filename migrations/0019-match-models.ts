import { type Kysely, sql } from 'kysely'

/** What was learned about how the contacts of this installation agree, one version after another. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  /**
   * `frequencies` counts only values that many people share, which name nobody; of older versions
   * they are emptied, and the weights stay, because events name them.
   */
  `create table match_models (
    version integer generated always as identity primary key,
    made_at timestamptz not null default now(),
    contacts integer not null,
    lessons integer not null,
    labels integer not null,
    learned smallint not null,
    weights jsonb not null,
    frequencies jsonb not null
  )`,

  /** When it is time to see whether there is more to learn; whoever moves the time on does it. */
  `create table match_learning (
    only_one boolean primary key default true check (only_one),
    due_at timestamptz not null default now()
  )`,
  `insert into match_learning default values`,
]
