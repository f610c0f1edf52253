import { sql } from 'kysely'
import type { ContactField, ContactValue } from '../../domain/contact.ts'
import { withValues } from '../../domain/contact-fields.ts'
import { Unavailable } from '../../domain/failure.ts'
import type { ContactId, RepId } from '../../domain/ids.ts'
import { DEFAULT_TRUST } from '../../domain/survivorship.ts'
import type { Adoption } from '../../ports/contact-book.ts'
import type { CrmFields } from '../../ports/crm.ts'
import type { Tx } from './connect.ts'
import { CONTACT_COLUMNS, type ContactRow, contactFrom } from './contact-reader.ts'
import { refileContacts } from './file-contacts.ts'
import { insertAll } from './fixed-text.ts'

/** Keeps what a person decided to take over as values of the contact, above all that was said. */
export async function adoptValues(
  tx: Tx,
  asked: ContactId,
  { ownerRepId, ...fields }: CrmFields,
  { leadId, crm, at }: Adoption,
): Promise<void> {
  const row = await holdTop(tx, asked)
  if (row === undefined) return
  const { id } = row
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

/** So often a contact may be joined into yet another before it is held. */
const AT_MOST_TRIES = 5

/** The contact, or the one it was joined into; undefined when the person was erased. */
async function holdTop(tx: Tx, id: ContactId): Promise<ContactRow | undefined> {
  for (let tries = 0; tries < AT_MOST_TRIES; tries++) {
    const { rows } = await sql<{ top: ContactId }>`
      select t.id as top from contacts c join contacts t on t.id = coalesce(c.joined_into, c.id)
      where c.id = ${id}::uuid and t.erased_at is null`.execute(tx)
    const [found] = rows
    if (found === undefined) return undefined
    const held = await tx
      .selectFrom('contacts')
      .select(CONTACT_COLUMNS)
      .where('id', '=', found.top)
      .where('joinedInto', 'is', null)
      .where('erasedAt', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (held !== undefined) return held
  }
  throw new Unavailable('contacts-busy', `Contact ${id} is being joined and split by others`)
}
