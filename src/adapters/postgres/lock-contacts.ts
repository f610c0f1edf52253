import { sql } from 'kysely'
import type { Contact, Identity } from '../../domain/contact.ts'
import type { LockKeys } from '../../domain/decision.ts'
import type { ContactId } from '../../domain/ids.ts'
import type { Tx } from './connect.ts'
import { type ContactRow, contactFrom } from './contact-reader.ts'
import { anyOf } from './fixed-text.ts'
import type { Wanted } from './locks.ts'

/** Contacts that are held, and which of them each contact that was asked for is part of. */
export type HeldContacts = {
  readonly contacts: Map<ContactId, Contact>
  /** The contact itself, or the one it was joined into. */
  readonly topOf: ReadonlyMap<ContactId, ContactId>
}

/**
 * Contacts some lead waits for come first and in order, so that batches that wait for each other
 * wait in a line. The others are taken only if they are free: one person who writes twice would
 * otherwise make all of the next batch wait for the commit of this one.
 */
export async function lockContacts(
  tx: Tx,
  wanted: readonly Wanted[],
  contactsOf: (keys: LockKeys) => readonly ContactId[],
): Promise<HeldContacts> {
  const ids = (waits: boolean) =>
    wanted.filter((one) => one.waits === waits).flatMap(({ keys }) => contactsOf(keys))
  const awaited = await contactRows(tx, ids(true), 'wait')
  const rest = ids(false).filter((id) => !awaited.topOf.has(id))
  const free = await contactRows(tx, rest, 'if free')
  return {
    contacts: new Map([...awaited.contacts, ...free.contacts]),
    topOf: new Map([...awaited.topOf, ...free.topOf]),
  }
}

type HeldRow = ContactRow & { readonly asked: readonly ContactId[] }

/**
 * Only contacts at the top are locked, never redirects to them: whoever joins or splits holds the
 * keys of both, which a batch holds before it looks here, so what a contact was joined into stands.
 * One that is only likely has no such key: joined while we waited for it, it is not found.
 */
async function contactRows(
  tx: Tx,
  ids: readonly ContactId[],
  when: 'wait' | 'if free',
): Promise<HeldContacts> {
  if (ids.length === 0) return { contacts: new Map(), topOf: new Map() }
  const { rows } = await sql<HeldRow>`
    with asked as materialized (
      select coalesce(joined_into, id) as top, array_agg(id) as ids
      from contacts where id = ${anyOf(ids)} group by 1
    )
    select c.id, c.fields, c.origins, c.owner_rep_id, c.owner_lead_id, c.lead_count, asked.ids as asked
    from asked join contacts c on c.id = asked.top and c.joined_into is null
    order by c.id for update of c ${when === 'if free' ? sql`skip locked` : sql``}`.execute(tx)
  return {
    contacts: new Map(rows.map((row) => [row.id, contactFrom(row)])),
    topOf: new Map(rows.flatMap(({ id, asked }) => asked.map((one) => [one, id] as const))),
  }
}

/** Keys with the contacts whose they are now, and beside them those they belong to by themselves. */
export function asJoined(
  identities: ReadonlyMap<string, Identity>,
  { topOf }: HeldContacts,
): Map<string, Identity> {
  return new Map(
    [...identities].map(([text, identity]) => {
      const { contactId } = identity
      const top = contactId && topOf.get(contactId)
      const isJoined = top !== undefined && top !== contactId
      return [text, isJoined ? { ...identity, contactId: top, keyContactId: contactId } : identity]
    }),
  )
}
