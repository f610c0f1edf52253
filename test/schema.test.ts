import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { scratchDatabase } from './support/scratch-database.ts'

test('the server takes no samples of JSON columns, which cost most and decide no plan', async () => {
  await using scratch = await scratchDatabase()

  const { rows } = await sql<{ column: string }>`
    select format('%s.%s', attrelid::regclass, attname) as column
    from pg_attribute join pg_class on pg_class.oid = attrelid
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not attisdropped
      and atttypid in ('jsonb'::regtype, 'json'::regtype) and attstattarget is distinct from 0`.execute(
    scratch.db,
  )

  assert.deepEqual(rows, [], 'give them "set statistics 0" in the migration that adds them')
})
