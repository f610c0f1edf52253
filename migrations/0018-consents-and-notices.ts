import { type Kysely, sql } from 'kysely'

/**
 * A consent is one record for each thing said, whenever and however often the form says it again;
 * deliveries say why parts of them made no lead; and all leads that bear one id at their source are
 * found by it, so that they can be taken back together.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  /**
   * The hash leaves out when and whence, as those that are there already do: the first record of a
   * thing said stays, also when the form is read anew. A form that says the same once more, after it
   * was taken back, has a second record of it; its place in the list tells the two apart.
   */
  `create or replace function keep_consents() returns trigger language plpgsql as $$
    begin
      insert into consents (lead_id, entry_hash, key, text, version, granted, at, address)
      select new.lead_id,
        sha256(convert_to(words::text || case nth when 1 then '' else '#' || nth end, 'UTF8')),
        said ->> 'key', said ->> 'text', said ->> 'version', (said ->> 'granted')::boolean,
        coalesce((said ->> 'at')::timestamptz,
          (select received_at from leads where id = new.lead_id), now()),
        said ->> 'address'
      from (
        select said, words, row_number() over (partition by words order by place) as nth
        from jsonb_array_elements(new.content -> 'consent') with ordinality as list (said, place)
        cross join lateral (select said - 'at' - 'address' as words) as w
      ) as numbered
      on conflict do nothing;
      return null;
    end
  $$`,

  /** How many parts made no lead, by their code; null when every part made one. */
  `alter table deliveries add column notices jsonb`,
  `create index deliveries_with_notices on deliveries (received_at) where notices is not null`,

  /** Of \`id:<id>:<more>\` the id; by an expression, since a prefix is looked up in few collations. */
  `create index leads_of_one_id on leads (source_key, split_part(dedupe_key, ':', 2))
    where dedupe_key like 'id:%:%'`,
]
