import { sql } from 'kysely'
import type { Identification } from '../../domain/identification.ts'
import type { Tx } from './connect.ts'

/**
 * Adds whose visitors are, in the order given; one that only repeats whose its visitor was at that
 * time already adds nothing. The commit must hold the contacts, so that two do not add the same.
 */
export async function writeIdentifications(
  tx: Tx,
  identifications: readonly Identification[],
): Promise<void> {
  if (identifications.length === 0) return
  const rows = identifications.map(({ visitorId, contactId, keyContactId, since }, place) => ({
    ...{ place, since },
    visitor_id: visitorId,
    contact_id: contactId,
    key_contact_id: keyContactId,
  }))
  // By time and not by sequence alone: a lead that was held back for days is identified late.
  await sql`
    with told as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as t (place integer, visitor_id uuid, contact_id uuid, key_contact_id uuid,
          since timestamptz)
    )
    insert into visitor_identifications (visitor_id, contact_id, key_contact_id, since)
    select t.visitor_id, t.contact_id, t.key_contact_id, t.since from told t
    where coalesce(t.key_contact_id, t.contact_id) is distinct from (
      select theirs from (
        select coalesce(i.key_contact_id, i.contact_id) as theirs, i.since, -1 as place, i.sequence
          from visitor_identifications i
          where i.visitor_id = t.visitor_id and i.since <= t.since
        union all
        select coalesce(e.key_contact_id, e.contact_id), e.since, e.place, 0 from told e
          where e.visitor_id = t.visitor_id and e.since <= t.since and e.place < t.place
      ) earlier
      order by since desc, place desc, sequence desc limit 1)
    order by t.place`.execute(tx)
}
