import { sql } from 'kysely'
import type { ContactChanged } from '../../domain/contact-join.ts'
import type { ContactMove, LeadAtKey, LeadMove, Redirect } from '../../domain/contact-move.ts'
import type { NextStage } from '../../domain/evolve.ts'
import type { ContactId } from '../../domain/ids.ts'
import { recordAll } from './append.ts'
import type { Tx } from './connect.ts'
import type { Enqueue } from './enqueue.ts'
import { anyOf } from './fixed-text.ts'

/** What joining and splitting need besides their transaction. */
export type MoveParts = { readonly enqueue: Enqueue; readonly nextStage: NextStage }

/** Leads that change from one contact to another, and on what occasion. */
export type Move = LeadMove & Pick<ContactChanged, 'joinId' | 'why' | 'at'>

/** The leads of a contact, each with the contact its key says; all that is erased as well. */
export async function leadsOf(tx: Tx, contactId: ContactId): Promise<LeadAtKey[]> {
  const { rows } = await sql<LeadAtKey>`
    select id, coalesce(key_contact_id, contact_id) as key_contact_id from leads
    where contact_id = ${contactId}::uuid order by received_at, id`.execute(tx)
  return rows
}

/**
 * Moves leads with everything that is of a lead: the values they said, their assignments, questions
 * about whose they are. Whoever works on one of them is overtaken, and looks again.
 */
export async function moveLeads(tx: Tx, move: Move, parts: MoveParts): Promise<void> {
  const { from, to, leads, joinId, why, at } = move
  if (leads.length === 0) return
  const items = leads.map(({ id, keyContactId }) => {
    const key = keyContactId === to ? {} : { keyContactId }
    const event = { type: 'ContactChanged' as const, at, contactId: to, ...key, joinId, why }
    return [id, () => ({ event })] as const
  })
  await recordAll(tx, items, parts)
  const ids = anyOf(leads.map(({ id }) => id))
  await sql`
    update contact_values set contact_id = ${to}::uuid
    where contact_id = ${from}::uuid and lead_id = ${ids}`.execute(tx)
  await sql`update assignments set contact_id = ${to}::uuid where lead_id = ${ids}`.execute(tx)
  // A conflict with a CRM stays with the contact whose record it is about.
  await sql`
    update review_items set contact_id = ${to}::uuid
    where contact_id = ${from}::uuid and lead_id = ${ids} and resolved_at is null
      and kind in ('identity-clash', 'possible-duplicate')`.execute(tx)
}

/** Moves whose visitors are: of those who belong to these contacts by themselves. */
export async function moveVisitors(tx: Tx, { from, to, redirects }: ContactMove): Promise<void> {
  const of = redirects.map(({ id }) => id)
  await sql`
    update visitor_identifications set contact_id = ${to}::uuid,
      key_contact_id = nullif(coalesce(key_contact_id, contact_id), ${to}::uuid)
    where contact_id = ${from}::uuid and coalesce(key_contact_id, contact_id) = ${anyOf(of)}`.execute(
    tx,
  )
}

/** Where contacts lead from now on. */
export async function redirect(tx: Tx, redirects: readonly Redirect[]): Promise<void> {
  const rows = redirects.map(({ id, joinedInto, joinId }) => {
    return { id, joined_into: joinedInto, join_id: joinId }
  })
  await sql`
    update contacts c set joined_into = r.joined_into, join_id = r.join_id, updated_at = now()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r (id uuid, joined_into uuid, join_id uuid)
    where c.id = r.id`.execute(tx)
}
