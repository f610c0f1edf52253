import { sql } from 'kysely'
import { CANARY_SOURCE } from '../../domain/canaries/is-canary.ts'
import type { LeadId } from '../../domain/ids.ts'
import type { Db } from './connect.ts'
import { anyOf } from './fixed-text.ts'

/** Few enough that deleting them delays nobody; what remains is for the next time. */
const AT_MOST = 200

/** Tables with rows of a lead, by its id. Last the lead itself: while it is there, this can be repeated. */
const OF_LEAD = [
  ...['notifications', 'assignments', 'tasks', 'dead_letters', 'lead_parts'],
  // A trigger keeps here what is deleted there.
  ...['lead_part_versions'],
  ...['event_deliveries', 'lead_deliveries', 'lead_events', 'review_items', 'consents'],
] as const

/**
 * Deletes canaries that were sent before and are not on their way, with everything of theirs: nobody asks about them later, and their
 * contacts are nobody. Resolves with how many.
 */
export async function clearCanaries(db: Db, before: Date): Promise<number> {
  return await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ id: LeadId; contactId: string | null }>`
      select id, contact_id from leads
      where source_key = ${CANARY_SOURCE} and received_at < ${before}
        and not exists (select from canaries c where c.lead_id = leads.id)
      order by id limit ${AT_MOST} for update skip locked`.execute(tx)
    if (rows.length === 0) return 0
    const ids = anyOf(rows.map(({ id }) => id))
    const contacts = anyOf(rows.flatMap(({ contactId }) => contactId ?? []))
    await sql`
      delete from deliveries where source_key = ${CANARY_SOURCE} and id in (
        select delivery_id from lead_deliveries where lead_id = ${ids})`.execute(tx)
    for (const table of OF_LEAD) {
      await sql`delete from ${sql.table(table)} where lead_id = ${ids}`.execute(tx)
    }
    await sql`delete from contact_claims where contact_id = ${contacts}`.execute(tx)
    await sql`delete from contacts where id = ${contacts} and lead_count <= 1`.execute(tx)
    await sql`delete from leads where id = ${ids}`.execute(tx)
    return rows.length
  })
}
