import { type Kysely, sql } from 'kysely'

/**
 * The server takes no samples of what JSON columns hold. No plan depends on it, since rows are looked
 * up by key, and reading thousands of documents every ten seconds kept leads waiting.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`do $$
      declare found record;
      begin
        for found in
          select attrelid::regclass as "table", attname as "column"
          from pg_attribute join pg_class on pg_class.oid = attrelid
          where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
            and atttypid in ('jsonb'::regtype, 'json'::regtype)
            and attnum > 0 and not attisdropped
        loop
          execute format('alter table %s alter column %I set statistics 0', found."table", found."column");
        end loop;
      end $$`)
    .execute(db)
}
