import { sql } from 'kysely'
import type { ContactId, LeadId } from '../../domain/ids.ts'
import type { ContactPast, PastOfLead } from '../../ports/contact-past.ts'
import type { Db } from './connect.ts'
import { grouped } from './grouped.ts'

type Asked = { readonly id: LeadId; readonly contactId: ContactId; readonly receivedAt: Date }
type Row = {
  readonly place: number
  readonly leads: number
  readonly lastAt: string | null
  readonly values: PastOfLead['values'] | null
}

/** The earlier leads of a contact and the values they gave; those of many leads by one statement. */
export function postgresContactPast(db: Db): ContactPast {
  return { before: grouped((leads: readonly Asked[]) => readAll(db, leads)) }
}

async function readAll(db: Db, leads: readonly Asked[]): Promise<PastOfLead[]> {
  const asked = leads.map(({ id, contactId, receivedAt }, place) => ({
    ...{ place, id, at: receivedAt },
    contact_id: contactId,
  }))
  const { rows } = await sql<Row>`
    select a.place, past.leads, past.last_at, past.values
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb)
      as a (place integer, id uuid, contact_id uuid, at timestamptz)
    cross join lateral (
      select count(*)::integer as leads, to_json(max(l.received_at)) #>> '{}' as last_at, (
        select jsonb_object_agg(v.field, v.said) from (
          select v.field, jsonb_agg(distinct v.value) as said from contact_values v
          join leads of on of.id = v.lead_id and (of.received_at, of.id) < (a.at, a.id)
          where v.contact_id = a.contact_id group by v.field
        ) v
      ) as values
      from leads l
      where l.contact_id = a.contact_id and (l.received_at, l.id) < (a.at, a.id)
    ) past`.execute(db)
  const found = new Map(rows.map((row) => [row.place, row]))
  return leads.map((_, place) => pastFrom(found.get(place)))
}

function pastFrom(row: Row | undefined): PastOfLead {
  const { leads = 0, lastAt = null, values } = row ?? {}
  return { leads, lastAt: lastAt === null ? undefined : new Date(lastAt), values: values ?? {} }
}
