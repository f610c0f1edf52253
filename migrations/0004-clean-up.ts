import { type Kysely, sql } from 'kysely'

/** What clearing away needs: the rows that have outlived their use, found without reading the rest. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create index idempotency_keys_by_age on idempotency_keys (created_at)`,
  `create index enrichment_cache_by_expiry on enrichment_cache (expires_at)`,
]
