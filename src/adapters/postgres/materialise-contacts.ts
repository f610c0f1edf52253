import { sql } from 'kysely'
import type { ContactValue } from '../../domain/contact.ts'
import { withValues } from '../../domain/contact-fields.ts'
import type { ContactId } from '../../domain/ids.ts'
import type { Tx } from './connect.ts'
import { VALUE_COLUMNS } from './contact-reader.ts'
import { refileContacts } from './file-contacts.ts'
import { anyOf } from './fixed-text.ts'

/**
 * Writes anew what these contacts show, from the values and leads that are theirs now. For whoever
 * moved or took away values, with the contacts locked; and files the contacts anew.
 */
export async function materialiseContacts(tx: Tx, ids: readonly ContactId[]): Promise<void> {
  if (ids.length === 0) return
  const values = await tx
    .selectFrom('contactValues')
    .select(['contactId', ...VALUE_COLUMNS])
    .where('contactId', '=', anyOf(ids))
    .where('withdrawnAt', 'is', null)
    .execute()
  const valuesOf = Map.groupBy(values, ({ contactId }) => contactId)
  const rows = ids.map((id) => {
    const seen = (valuesOf.get(id) ?? []).map(({ contactId: _, ...value }) => value)
    return { id, ...withValues(undefined, seen as readonly ContactValue[]) }
  })
  await sql`
    update contacts c set fields = n.fields, origins = n.origins, updated_at = now(),
      lead_count = (
        select count(*) from leads l where l.contact_id = c.id and l.state <> 'erased')
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n (id uuid, fields jsonb, origins jsonb)
    where c.id = n.id`.execute(tx)
  await refileContacts(tx, ids)
}
