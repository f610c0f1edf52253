import { sql } from 'kysely'
import type { ContactField, ContactValue } from '../../domain/contact.ts'
import { withValues } from '../../domain/contact-fields.ts'
import type { ContactId, RepId } from '../../domain/ids.ts'
import { DEFAULT_TRUST } from '../../domain/survivorship.ts'
import type { Adoption } from '../../ports/contact-book.ts'
import type { CrmFields } from '../../ports/crm.ts'
import type { Tx } from './connect.ts'
import { CONTACT_COLUMNS, contactFrom } from './contact-reader.ts'
import { refileContacts } from './file-contacts.ts'
import { insertAll } from './fixed-text.ts'

/** Keeps what a person decided to take over as values of the contact, above all that was said. */
export async function adoptValues(
  tx: Tx,
  id: ContactId,
  { ownerRepId, ...fields }: CrmFields,
  { leadId, crm, at }: Adoption,
): Promise<void> {
  const row = await tx
    .selectFrom('contacts')
    .select(CONTACT_COLUMNS)
    .where('id', '=', id)
    .where('erasedAt', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) return
  const origin = { leadId, sourceKey: `crm:${crm}`, at, trust: DEFAULT_TRUST }
  const values = Object.entries(fields).map(([field, value]): ContactValue => {
    return { ...origin, field: field as ContactField, value, verified: false, edited: true }
  })
  const rows = values.map((value) => ({ contactId: id, ...value }))
  if (rows.length > 0) {
    await insertAll('contactValues', rows, sql`on conflict do nothing`).execute(tx)
  }
  const shown = withValues(contactFrom(row), values)
  await tx
    .updateTable('contacts')
    .set({
      fields: JSON.stringify(shown.fields),
      origins: JSON.stringify(shown.origins),
      updatedAt: new Date(),
      ...(ownerRepId === undefined ? {} : { ownerRepId: ownerRepId as RepId }),
    })
    .where('id', '=', id)
    .execute()
  await refileContacts(tx, [id])
}
