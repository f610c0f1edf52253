import { sql } from 'kysely'
import type { Tx } from './connect.ts'
import { anyOf } from './fixed-text.ts'
import type { Person } from './personal-places.ts'

/**
 * Takes what came from these leads alone out of contacts that go on with other leads: the latest
 * value another lead gave is shown in its place. Before the values themselves are erased.
 */
export async function mendContacts(tx: Tx, person: Person): Promise<void> {
  const going = new Set<string>(person.wholeContactIds)
  const ids = person.contactIds.filter((id) => !going.has(id))
  if (ids.length === 0) return
  const leads = anyOf(person.leadIds)
  const goneIn = (contactId: string) => sql`
    select v.field, v.value from contact_values v
    where v.contact_id = ${sql.ref(contactId)} and v.lead_id = ${leads} and not exists (
      select from contact_values o where o.contact_id = v.contact_id and o.field = v.field
        and o.value = v.value and o.lead_id <> v.lead_id)`
  const without = (fields: string, contactId: string) => sql`coalesce((
    select jsonb_object_agg(f.key, f.value) from jsonb_each(${sql.ref(fields)}) f
    where not exists (
      select from (${goneIn(contactId)}) gone
      where gone.field = f.key and gone.value = f.value #>> '{}')), '{}')`
  await sql`
    update contacts c set updated_at = now(), fields = coalesce((
        select jsonb_object_agg(latest.field, latest.value) from (
          select distinct on (v.field) v.field, v.value from contact_values v
          where v.contact_id = c.id and v.lead_id <> all(${[...person.leadIds]}::uuid[])
          order by v.field, v.at desc
        ) latest), '{}') || ${without('c.fields', 'c.id')}
    where c.id = ${anyOf(ids)}`.execute(tx)
  await sql`
    update crm_links k set last_seen = ${without('k.last_seen', 'k.contact_id')}
    where k.contact_id = ${anyOf(ids)}`.execute(tx)
  await sql`
    update crm_contacts k set fields = ${without('k.fields', 'k.contact_id')}
    where k.contact_id = ${anyOf(ids)}`.execute(tx)
}
