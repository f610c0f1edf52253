import { sql } from 'kysely'
import type { ContactField } from '../../domain/contact.ts'
import type { ContactId } from '../../domain/ids.ts'
import type { Tx } from './connect.ts'
import { keysOfField } from './edited-keys.ts'
import { anyOf } from './fixed-text.ts'

type Restored = {
  readonly contactId: ContactId
  readonly field: ContactField
  readonly value: string
}

/**
 * Lets what people wrote about these contacts count again where it was only written over while they
 * were joined with another: the log of their own leads knows of no later word about the field. What
 * somebody took back stays so. For undoing a join, once the leads are where they belong.
 */
export async function restoreEdits(tx: Tx, contactIds: readonly ContactId[]): Promise<void> {
  const { rows } = await sql<Restored>`
    update contact_values v set withdrawn_at = null
    where v.contact_id = ${anyOf(contactIds)} and v.edited and v.withdrawn_at is not null
      and not exists (
        select from contact_edits e join leads l on l.id = e.lead_id
        where l.contact_id = v.contact_id and e.field = v.field and e.at >= v.withdrawn_at)
    returning v.contact_id, v.field, v.value`.execute(tx)
  await claimAgain(tx, rows)
}

/**
 * Addresses and numbers become theirs again as far as they are free. Whoever holds one is about to give
 * it to somebody, and is not waited for: they may be waiting for the keys of this person.
 */
async function claimAgain(tx: Tx, restored: readonly Restored[]): Promise<void> {
  const keys = restored.flatMap(({ contactId, field, value }) =>
    keysOfField(field, value).map((key) => ({ ...key, contactId })),
  )
  if (keys.length === 0) return
  await sql`
    with free as (
      select i.kind, i.value, k."contactId" from identities i
      join jsonb_to_recordset(${JSON.stringify(keys)}::jsonb)
        as k (kind text, value text, "contactId" uuid) on i.kind = k.kind and i.value = k.value
      where i.contact_id is null and not i.shared
      for update of i skip locked
    )
    update identities i set contact_id = free."contactId" from free
    where i.kind = free.kind and i.value = free.value`.execute(tx)
}
