import { type Kysely, sql } from 'kysely'

/**
 * Which advert a lead came by, as columns, so that counting by them reads no documents. They stand in
 * an erasable table, like the campaign of 0002, because an id is whatever a URL said.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

/** Of forms alone: the other parts of a lead have fields of their own. */
const ofForm = (value: string) =>
  `generated always as (case when part = 'form' then ${value} end) stored`

const statements = [
  // One statement, because each would write the table anew.
  `alter table lead_parts
    add column ad_campaign jsonb ${ofForm(`content -> 'campaign'`)},
    add column ad_group jsonb ${ofForm(`content -> 'adGroup'`)},
    add column ad jsonb ${ofForm(`content -> 'ad'`)},
    add column form_id text ${ofForm(`content ->> 'formId'`)},
    add column form_name text ${ofForm(`content ->> 'formName'`)}`,
]
