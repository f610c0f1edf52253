import { sql } from 'kysely'
import type { Contact, ContactField, ContactValue } from '../../domain/contact.ts'
import type { ContactEdit } from '../../domain/contact-edit.ts'
import { withValues } from '../../domain/contact-fields.ts'
import { Unavailable } from '../../domain/failure.ts'
import type { ContactId, RepId } from '../../domain/ids.ts'
import { DEFAULT_TRUST } from '../../domain/survivorship.ts'
import type { Adoption } from '../../ports/contact-book.ts'
import type { CrmFields } from '../../ports/crm.ts'
import type { Tx } from './connect.ts'
import { logEdits } from './contact-edits.ts'
import { CONTACT_COLUMNS, type ContactRow, contactFrom } from './contact-reader.ts'
import { refileContacts } from './file-contacts.ts'
import { insertAll } from './fixed-text.ts'
import { type Withdrawn, withdrawEdits } from './withdraw-edits.ts'

/**
 * Keeps what a person decided to take over as values of the contact, above all that was said; what
 * somebody wrote before that about the same fields counts no more.
 */
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
  const earlier = await withdrawEdits(tx, id, fieldsOf(fields), at)
  await logEdits(tx, await keepValues(tx, id, values))
  const shown = withValues(without(contactFrom(row), earlier), values)
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

const fieldsOf = (fields: Omit<CrmFields, 'ownerRepId'>) => Object.keys(fields) as ContactField[]

/** Says which of the values are news: none, when they were adopted before. */
async function keepValues(
  tx: Tx,
  contactId: ContactId,
  values: readonly ContactValue[],
): Promise<ContactEdit[]> {
  if (values.length === 0) return []
  const rows = values.map((value) => ({ contactId, ...value }))
  const ending = sql`on conflict do nothing returning field`
  const kept = await insertAll<Pick<ContactValue, 'field'>>('contactValues', rows, ending).execute(
    tx,
  )
  const news = new Set(kept.rows.map(({ field }) => field))
  return values
    .filter(({ field }) => news.has(field))
    .map(({ field, leadId, at, sourceKey: by }) => {
      return { contactId, leadId, field, kind: 'written', at, by }
    })
}

/** The contact as if nobody had written these by hand. */
function without({ fields, origins }: Contact, gone: readonly Withdrawn[]) {
  const names = new Set<string>(gone.map(({ field }) => field))
  const left = Object.entries(fields).filter(([name]) => !names.has(name))
  return { fields: Object.fromEntries(left), origins }
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
