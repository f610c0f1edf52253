import { sql } from 'kysely'
import { type ContactField, type IdentityKey, identityText } from '../../domain/contact.ts'
import { Refused } from '../../domain/failure.ts'
import type { ContactId } from '../../domain/ids.ts'
import { keysOfValue } from '../../domain/matching/mail-keys.ts'
import { isSharedMailbox, readMailbox } from '../../domain/matching/mailbox.ts'
import type { Tx } from './connect.ts'
import { anyOf } from './fixed-text.ts'
import type { Withdrawn } from './withdraw-edits.ts'

/** The keys a field gives: none that is no address and no number. */
export const keysOfField = (field: ContactField, value: string): IdentityKey[] =>
  field === 'email' || field === 'phone' ? keysOfValue({ kind: field, value }) : []

/** A value of a field, whoever said it. */
type Said = Pick<Withdrawn, 'field' | 'value'>

type Row = IdentityKey & { readonly contactId: ContactId | null; readonly shared: boolean }

/**
 * Makes keys that a person wrote the contact's, as far as nobody has them; the caller holds them. A
 * number of somebody else, and the mailbox of a desk, may be two people's and stays theirs. Any other
 * address of somebody else is refused (`contact-key-taken`): the two may be one person.
 */
export async function claimWritten(
  tx: Tx,
  memberIds: readonly ContactId[],
  contactId: ContactId,
  keys: readonly IdentityKey[],
): Promise<void> {
  if (keys.length === 0) return
  const { rows } = await sql<Row>`
    select i.kind, i.value, i.contact_id, i.shared from identities i
    join jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) as k (kind text, value text)
      on i.kind = k.kind and i.value = k.value`.execute(tx)
  const taken = rows.find(
    (key) => key.contactId !== null && !memberIds.includes(key.contactId) && isPersonal(key),
  )
  if (taken !== undefined) {
    throw new Refused('contact-key-taken', `The ${taken.kind} is of contact ${taken.contactId}`)
  }
  const free = rows.filter((key) => key.contactId === null && !key.shared)
  await sql`
    update identities i set contact_id = ${contactId}::uuid
    from jsonb_to_recordset(${JSON.stringify(free)}::jsonb) as k (kind text, value text)
    where i.kind = k.kind and i.value = k.value`.execute(tx)
}

const isPersonal = ({ kind, value, shared }: Row) =>
  kind === 'email' && !shared && !isSharedMailbox(readMailbox(value))

/**
 * Lets keys go that only somebody's hand had given the contact, now that it was taken back: nobody may
 * be attached by them. Those that a lead has named stay.
 */
export async function freeKeys(
  tx: Tx,
  memberIds: readonly ContactId[],
  gone: readonly Said[],
): Promise<void> {
  const keys = gone.flatMap(({ field, value }) => keysOfField(field, value))
  if (keys.length === 0) return
  const { rows: standing } = await sql<Said>`
    select field, value from contact_values where contact_id = ${anyOf(memberIds)}
      and field in ('email', 'phone') and withdrawn_at is null`.execute(tx)
  const said = new Set(
    standing.flatMap(({ field, value }) => keysOfField(field, value)).map(identityText),
  )
  const unsaid = keys.filter((key) => !said.has(identityText(key)))
  await sql`
    update identities i set contact_id = null
    from jsonb_to_recordset(${JSON.stringify(unsaid)}::jsonb) as k (kind text, value text)
    where i.kind = k.kind and i.value = k.value and i.contact_id = ${anyOf(memberIds)}`.execute(tx)
}
