import { sql } from 'kysely'
import type { ContactId } from '../../domain/ids.ts'
import type { Tx } from './connect.ts'
import { anyOf } from './fixed-text.ts'
import type { Person } from './personal-places.ts'

/** The contacts of a person that go on with the leads of others. */
export function goingOn({ contactIds, wholeContactIds }: Person): readonly ContactId[] {
  const going = new Set<string>(wholeContactIds)
  return contactIds.filter((id) => !going.has(id))
}

/**
 * Takes what came from these leads alone out of what CRMs said of contacts that go on with other
 * leads. Before the values themselves are erased.
 */
export async function mendContacts(tx: Tx, person: Person): Promise<void> {
  const ids = goingOn(person)
  if (ids.length === 0) return
  const leads = anyOf(person.leadIds)
  const without = (fields: string) => sql`coalesce((
    select jsonb_object_agg(f.key, f.value) from jsonb_each(${sql.ref(fields)}) f
    where not exists (
      select from contact_values v
      where v.contact_id = ${anyOf(ids)} and v.lead_id = ${leads}
        and v.field = f.key and v.value = f.value #>> '{}'
        and not exists (
          select from contact_values o where o.contact_id = v.contact_id and o.field = v.field
            and o.value = v.value and o.lead_id <> all(${[...person.leadIds]}::uuid[])))), '{}')`
  await sql`
    update crm_links k set last_seen = ${without('k.last_seen')}
    where k.contact_id = ${anyOf(ids)}`.execute(tx)
  await sql`
    update crm_contacts k set fields = ${without('k.fields')}
    where k.contact_id = ${anyOf(ids)}`.execute(tx)
}
