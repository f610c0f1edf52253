import { type Kysely, sql } from 'kysely'

/** What finding deliveries needs, to list them and to replay those of a source. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create index deliveries_of_source on deliveries (source_key, received_at, id)`,
  `create index conversation_deliveries_of_delivery on conversation_deliveries (delivery_id)`,
  `create index review_items_of_lead on review_items (lead_id)`,
]
