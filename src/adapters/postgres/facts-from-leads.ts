import { sql } from 'kysely'
import type { Contact } from '../../domain/contact.ts'
import type { ContactId } from '../../domain/ids.ts'
import type { LeadParts } from '../../domain/lead-parts.ts'
import { factsOfContact } from '../../domain/matching/contact-facts.ts'
import { factsOfLead } from '../../domain/matching/facts-of-lead.ts'
import type { PersonFacts } from '../../domain/matching/person-record.ts'
import type { Tx } from './connect.ts'
import { anyOf } from './fixed-text.ts'

/** More say nothing new about a person, or are one form that was filled in again and again. */
const MOST_LEADS = 50

/** What the leads of these contacts say about them. One that has no lead any longer is missing. */
export async function factsFromLeads(
  tx: Tx,
  ids: readonly ContactId[],
): Promise<Map<ContactId, PersonFacts>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: ContactId; fields: Contact['fields']; said: LeadParts[] }>`
    select c.id, c.fields, l.said from contacts c
    cross join lateral (
      select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
        'form', jsonb_build_object('firstName', f.content -> 'firstName',
          'lastName', f.content -> 'lastName', 'fullName', f.content -> 'fullName',
          'company', f.content -> 'company'),
        'findings', v.content)) order by newest.received_at desc) as said
      from (
        select id, received_at from leads where contact_id = c.id and state <> 'erased'
        order by received_at desc limit ${MOST_LEADS}
      ) newest
      left join lead_parts f on f.lead_id = newest.id and f.part = 'form'
      left join lead_parts v on v.lead_id = newest.id and v.part = 'findings'
    ) l
    where c.id = ${anyOf(ids)} and c.erased_at is null and l.said is not null`.execute(tx)
  return new Map(
    rows.map(({ id, fields, said }) => [id, factsOfContact(fields, said.map(factsOfLead))]),
  )
}
