import { sql } from 'kysely'
import { type Identity, identityText, pairText } from '../../domain/contact.ts'
import type { ContactId } from '../../domain/ids.ts'
import type { Tx } from './connect.ts'
import { anyOf } from './fixed-text.ts'
import type { HeldContacts } from './lock-contacts.ts'
import type { Wanted } from './locks.ts'

/**
 * Of the contacts that one lead's keys name, the pairs that need no question: somebody said that they
 * are two persons, or somebody is asked already. No lead names two contacts but rarely, and then
 * only is the database asked.
 */
export async function readSettledPairs(
  tx: Tx,
  wanted: readonly Wanted[],
  identities: ReadonlyMap<string, Identity>,
  { topOf }: HeldContacts,
): Promise<Set<string>> {
  const ids = wanted.flatMap(({ keys }) => {
    const own = (keys.identities ?? []).flatMap(
      (key) => identities.get(identityText(key))?.contactId ?? [],
    )
    const tops = new Set(own.map((id) => topOf.get(id) ?? id))
    return tops.size < 2 ? [] : [...own, ...tops]
  })
  if (ids.length === 0) return new Set()
  const theirs = anyOf(ids)
  const { rows } = await sql<{ one: ContactId; other: ContactId }>`
    select contact_a as one, contact_b as other from (
      select distinct on (contact_a, contact_b) contact_a, contact_b, same from match_feedback
      where contact_a = ${theirs} and contact_b = ${theirs}
      order by contact_a, contact_b, sequence desc
    ) latest where not same
    union
    select contact_id, other_contact_id from review_items
    where resolved_at is null and contact_id = ${theirs} and other_contact_id = ${theirs}`.execute(
    tx,
  )
  return new Set(rows.map(({ one, other }) => pairText(one, other)))
}
