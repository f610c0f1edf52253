import { type Kysely, sql } from 'kysely'

/**
 * What measuring needs: which machine a process runs on, since its measurements are read on
 * loopback there, and the campaign of a lead as a column, so that counting by campaign reads no
 * documents. The column stands in an erasable table, because a campaign is whatever a URL said.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `alter table processes add column machine text`,

  `alter table lead_parts add column campaign text generated always as (
    case when part = 'form' then coalesce(
      content -> 'utm' ->> 'campaign', content -> 'campaign' ->> 'name', content -> 'campaign' ->> 'id')
    end) stored`,
]
