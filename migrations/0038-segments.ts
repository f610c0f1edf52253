import { type Kysely, sql } from 'kysely'

/** Lists by which leads belong to segments, version after version. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // In use from `loaded_at` to `replaced_at`; before that it is being filled. The entries of one that
  // was replaced long ago go, and the row stays, because decisions name it.
  `create table segment_versions (
    version integer generated always as identity primary key,
    segment text not null,
    field text not null,
    entries integer not null,
    loaded_by text not null,
    started_at timestamptz not null default now(),
    loaded_at timestamptz,
    replaced_at timestamptz,
    emptied_at timestamptz
  )`,
  `create unique index segment_version_in_use on segment_versions (segment)
    where loaded_at is not null and replaced_at is null`,
  `create index segment_versions_of_segment on segment_versions (segment, version)`,
  // Companies and places, not persons. Without a foreign key, which would be asked a million times.
  `create table segment_entries (
    version integer not null,
    value text not null,
    primary key (version, value)
  )`,
]
