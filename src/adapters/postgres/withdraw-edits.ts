import { sql } from 'kysely'
import type { ContactField } from '../../domain/contact.ts'
import type { ContactId, LeadId } from '../../domain/ids.ts'
import type { Tx } from './connect.ts'

/** A value that counts no more, and the lead it was written about. */
export type Withdrawn = {
  readonly field: ContactField
  readonly value: string
  readonly leadId: LeadId
}

/**
 * Lets what was written by hand about these fields, before that moment, count no more. The values stay.
 * Gives back what they were.
 */
export async function withdrawEdits(
  tx: Tx,
  contactId: ContactId,
  fields: readonly ContactField[],
  at: Date,
): Promise<readonly Withdrawn[]> {
  const { rows } = await sql<Withdrawn>`
    update contact_values set withdrawn_at = ${at.toISOString()}::timestamptz
    where contact_id = ${contactId}::uuid and field = any(${[...fields]}::text[])
      and edited and withdrawn_at is null and at < ${at.toISOString()}::timestamptz
    returning field, value, lead_id`.execute(tx)
  return rows
}
