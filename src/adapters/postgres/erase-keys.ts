import { type RawBuilder, sql } from 'kysely'
import { type IdentityKey, identityText } from '../../domain/contact.ts'
import { keysOfValue } from '../../domain/matching/mail-keys.ts'
import { domainsOf, readMailbox } from '../../domain/matching/mailbox.ts'
import type { Tx } from './connect.ts'
import { anyOf } from './fixed-text.ts'
import type { Person } from './personal-places.ts'

type Key = IdentityKey & { readonly isOwned: boolean }

/**
 * Deletes those of the keys of a person, `t`, that no value which is left gives, in any spelling: of a
 * key that belongs to a contact only values of the person's contacts count, of one that belongs to
 * nobody all do.
 */
export async function eraseKeys(
  tx: Tx,
  { contactIds }: Pick<Person, 'contactIds'>,
  isTheirs: RawBuilder<unknown>,
): Promise<void> {
  const { rows: keys } = await sql<Key>`
    select t.kind, t.value, t.contact_id is not null as is_owned
    from identities t where ${isTheirs}`.execute(tx)
  const own = await keysSaid(tx, sql`v.contact_id = ${anyOf(contactIds)}`)
  const shared = keys.filter(({ isOwned }) => !isOwned)
  const all = shared.length === 0 ? own : await keysSaid(tx, mayGive(shared))
  const going = keys.filter((key) => !(key.isOwned ? own : all).has(identityText(key)))
  await sql`
    delete from identities i
    using jsonb_to_recordset(${JSON.stringify(going)}::jsonb) as k (kind text, value text)
    where i.kind = k.kind and i.value = k.value`.execute(tx)
}

/** Values by which somebody may have given one of these keys. */
function mayGive(keys: readonly IdentityKey[]): RawBuilder<unknown> {
  const domains = keys.flatMap(({ kind, value }) =>
    kind === 'email' ? domainsOf(readMailbox(value)) : [],
  )
  return sql`(v.value = any(${keys.map(({ value }) => value)}::text[])
    or split_part(v.value, '@', 2) = any(${domains}::text[]))`
}

async function keysSaid(tx: Tx, where: RawBuilder<unknown>): Promise<ReadonlySet<string>> {
  const { rows } = await sql<IdentityKey>`
    select distinct v.field as kind, v.value from contact_values v
    where v.field in ('email', 'phone') and v.withdrawn_at is null and ${where}`.execute(tx)
  return new Set(rows.flatMap(keysOfValue).map(identityText))
}
