import { type Kysely, sql } from 'kysely'

/**
 * Every lead that comes is looked for among the erased. A function that reads a table is executed
 * as a query of its own for each of them; one that is only a formula becomes part of the statement.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create function erased_key(secret bytea, source_key text, dedupe_key text) returns bytea
    language sql stable as $$
      select sha256(secret || sha256(secret || convert_to(source_key || chr(10) || dedupe_key, 'UTF8')))
    $$`,
  `create or replace function erased_key(source_key text, dedupe_key text) returns bytea
    language sql stable as $$
      select erased_key(s.secret, source_key, dedupe_key) from erasure_secret s
    $$`,
]
