import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { IdentityKey } from '../../domain/contact.ts'
import type { Member } from '../../domain/contact-move.ts'
import { Overtaken, Refused, Unavailable } from '../../domain/failure.ts'
import type { ContactId, LeadId, RepId } from '../../domain/ids.ts'
import type { Db, Tx } from './connect.ts'
import { translated } from './database-failure.ts'
import { anyOf, isKeyOf } from './fixed-text.ts'
import { makeKeys } from './locks.ts'
import { withoutNulls } from './without-nulls.ts'

/** So often the persons may change hands before they are held; each time somebody else was done. */
const AT_MOST_TRIES = 20

/** One contact of a person, as its row stands. */
export type HeldContact = Member & {
  readonly joinedInto: ContactId | undefined
  readonly ownerRepId: RepId | undefined
  readonly ownerLeadId: LeadId | undefined
  readonly createdAt: Date
}

/** A person whose keys and contacts are held. */
export type HeldPerson = {
  readonly top: HeldContact
  /** The top and every redirect to it. */
  readonly members: readonly HeldContact[]
}

/** Runs work that holds persons in a transaction, anew when they have changed meanwhile. */
export function holdingPersons<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return translated(async () => {
    for (let tries = 0; tries < AT_MOST_TRIES; tries++) {
      const done = await db
        .transaction()
        .execute(work)
        .then((result) => ({ result }), again)
      if (done !== undefined) return done.result
    }
    throw new Unavailable('contacts-busy', 'These contacts are being joined and split by others')
  })
}

function again(error: unknown): undefined {
  if (error instanceof Overtaken) return undefined
  throw error
}

/**
 * Holds the persons of these contacts, in the order of all locks: first every key of theirs, then
 * every contact. Whoever attaches a lead holds one of the keys before it looks whose it is, so it sees
 * the person as a whole before or after. `further` keys are held with them, also those that nobody has
 * yet. Resolves with one person for each id, in their order.
 * Rejects with `Overtaken` when somebody changed them before they were held.
 */
export async function holdPersons(
  tx: Tx,
  ids: readonly ContactId[],
  further: readonly IdentityKey[] = [],
): Promise<HeldPerson[]> {
  const before = await readAll(tx, ids)
  await makeKeys(tx, further)
  await sql`
    select from identities where contact_id = ${anyOf(before.contacts.map(({ id }) => id))}
      or ${isKeyOf(further.map(({ value }) => value))}
    order by kind, value for update`.execute(tx)
  await sql`
    select from contacts where id = ${anyOf(before.contacts.map(({ id }) => id))}
    order by id for update`.execute(tx)
  const after = await readAll(tx, ids)
  if (!isDeepStrictEqual(placesOf(before), placesOf(after))) {
    throw new Overtaken('Somebody joined, split or told these contacts something')
  }
  return ids.map((id) => personOf(id, after.contacts))
}

type All = { readonly contacts: readonly HeldContact[]; readonly keys: readonly IdentityKey[] }

/** What must be as it was when it was not held yet. */
const placesOf = ({ contacts, keys }: All) => [
  contacts.map(({ id, joinedInto, joinId }) => [id, joinedInto, joinId]),
  keys,
]

async function readAll(tx: Tx, ids: readonly ContactId[]): Promise<All> {
  const { rows } = await sql<HeldRow>`
    with tops as materialized (
      select distinct t.id from contacts c
      join contacts t on t.id = coalesce(c.joined_into, c.id) and t.erased_at is null
      where c.id = ${anyOf(ids)}
    ), members as materialized (
      select id from tops
      union select c.id from tops t join contacts c on c.joined_into = t.id
    )
    select c.id, c.joined_into, c.join_id, j.contact_id as under, c.owner_rep_id, c.owner_lead_id,
      c.created_at
    from members m join contacts c on c.id = m.id left join contact_joins j on j.id = c.join_id
    order by c.id`.execute(tx)
  const contacts = rows.map(withoutNulls)
  const { rows: keys } = await sql<IdentityKey>`
    select kind, value from identities where contact_id = ${anyOf(contacts.map(({ id }) => id))}
    order by kind, value`.execute(tx)
  return { contacts, keys }
}

type HeldRow = {
  readonly [K in keyof HeldContact]: Exclude<HeldContact[K], undefined> | null
} & Pick<HeldContact, 'id' | 'createdAt'>

function personOf(id: ContactId, contacts: readonly HeldContact[]): HeldPerson {
  const asked = contacts.find((one) => one.id === id)
  const top = contacts.find((one) => one.id === (asked?.joinedInto ?? id))
  if (top === undefined) throw new Refused('contact-unknown', `There is no contact ${id}`)
  return { top, members: contacts.filter((one) => (one.joinedInto ?? one.id) === top.id) }
}
