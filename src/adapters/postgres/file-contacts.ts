import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { Contact } from '../../domain/contact.ts'
import type { ContactId } from '../../domain/ids.ts'
import { KEY_SCHEME } from '../../domain/matching/blocking-keys.ts'
import { factsOfContact } from '../../domain/matching/contact-facts.ts'
import { hashedKeys } from '../../domain/matching/hashed-keys.ts'
import type { PersonFacts } from '../../domain/matching/person-record.ts'
import type { Tx } from './connect.ts'
import { factsFromLeads } from './facts-from-leads.ts'
import { anyOf, insertAll } from './fixed-text.ts'
import { factsFrom } from './identity-index-tables.ts'

/** What a lead said about the contact it was attached to, with the contact as it stands afterwards. */
export type Filing = {
  readonly contact: Pick<Contact, 'id' | 'fields'>
  readonly said: PersonFacts
  /** The lead has made the contact. */
  readonly isNew: boolean
}

type Filed = {
  readonly contactId: ContactId
  readonly facts: PersonFacts | undefined
  readonly keys: readonly string[]
  readonly scheme: number
}

/**
 * Files contacts under the keys of what was said about them, in the transaction that attaches the
 * leads, whose contacts it holds. A contact that is new costs one row; one that says nothing new
 * costs a look. Call it when the leads are written: a contact that is not filed yet, because it is
 * older than the index, is filed from all its leads.
 */
export async function fileContacts(tx: Tx, filings: readonly Filing[]): Promise<void> {
  if (filings.length === 0) return
  const byContact = [...Map.groupBy(filings, ({ contact }) => contact.id)]
  const rows = await hold(
    tx,
    byContact.map(([id]) => id),
  )
  const isKnownWhole = ([id, all]: (typeof byContact)[number]) => {
    const row = rows.get(id)
    return row === undefined ? all.some(({ isNew }) => isNew) : row.scheme === KEY_SCHEME
  }
  const after = byContact.filter(isKnownWhole).map(([id, all]) => changed(rows.get(id), all))
  await write(tx, after, rows)
  await refileContacts(
    tx,
    byContact.filter((one) => !isKnownWhole(one)).map(([id]) => id),
  )
}

function changed(before: Filed | undefined, filings: readonly Filing[]): Filed {
  const said = filings.map((one) => one.said).reverse()
  const known = before?.facts === undefined ? said : [...said, before.facts]
  const { id, fields } = (filings.at(-1) as Filing).contact
  return filed(id, factsOfContact(fields, known))
}

/**
 * Files contacts anew from all their leads, for whoever moved or changed what is theirs. One that has
 * nothing left, as after an erasure, is taken out.
 */
export async function refileContacts(tx: Tx, ids: readonly ContactId[]): Promise<void> {
  if (ids.length === 0) return
  const missing = [...new Set(ids)].sort().map((contactId) => ({ contactId }))
  const list = JSON.stringify(missing.map(({ contactId }) => contactId))
  // A row that is not there cannot be held, and another process might file the contact meanwhile.
  await sql`
    insert into contact_index (contact_id)
    select c.id from jsonb_array_elements_text(${list}::jsonb) as asked (id)
    join contacts c on c.id = asked.id::uuid and c.erased_at is null
    order by c.id on conflict do nothing`.execute(tx)
  const before = await hold(tx, ids)
  const facts = await factsFromLeads(tx, [...before.keys()])
  await write(
    tx,
    [...before.keys()].map((id) => filed(id, facts.get(id))),
    before,
  )
}

function filed(contactId: ContactId, facts: PersonFacts | undefined): Filed {
  const keys = facts === undefined ? [] : hashedKeys(facts).map(({ key }) => key)
  return { contactId, facts, keys, scheme: KEY_SCHEME }
}

/** In the order in which rows of the index are held by everybody. */
async function hold(tx: Tx, ids: readonly ContactId[]): Promise<Map<ContactId, Filed>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('contactIndex')
    .select(['contactId', 'facts', 'keys', 'scheme'])
    .where('contactId', '=', anyOf(ids))
    .orderBy('contactId')
    .forUpdate()
    .execute()
  return new Map(
    rows.map(({ facts, ...row }) => [row.contactId, { ...row, facts: factsFrom(facts) }]),
  )
}

/** Writes what differs from before: rows in one statement, keys in another. */
async function write(
  tx: Tx,
  contacts: readonly Filed[],
  before: ReadonlyMap<ContactId, Filed>,
): Promise<void> {
  const news = contacts
    .filter((after) => isOther(after, before.get(after.contactId)))
    .sort((a, b) => (a.contactId < b.contactId ? -1 : 1))
  if (news.length === 0) return
  const rows = news.map((after) => ({ ...after, facts: after.facts ?? {} }))
  const ending = sql`on conflict (contact_id) do update set facts = excluded.facts,
    keys = excluded.keys, scheme = excluded.scheme, at = now(), txid = pg_current_xact_id()`
  await insertAll('contactIndex', rows, ending).execute(tx)

  const knownKeys = ({ contactId }: Filed) => before.get(contactId)?.keys ?? []
  const added = news.flatMap((after) => pairs(after, without(after.keys, knownKeys(after))))
  const gone = news.flatMap((after) => pairs(after, without(knownKeys(after), after.keys)))
  if (gone.length > 0) {
    await sql`
      delete from contact_keys k
      using jsonb_to_recordset(${JSON.stringify(gone)}::jsonb) as g (key bigint, "contactId" uuid)
      where k.key = g.key and k.contact_id = g."contactId"`.execute(tx)
  }
  if (added.length > 0)
    await insertAll('contactKeys', added, sql`on conflict do nothing`).execute(tx)
}

const pairs = ({ contactId }: Filed, keys: readonly string[]) =>
  keys.map((key) => ({ key, contactId }))

function without(keys: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others)
  return keys.filter((key) => !known.has(key))
}

function isOther(after: Filed, before: Filed | undefined): boolean {
  if (before === undefined || before.scheme !== after.scheme) return true
  // Keys follow from facts. The database writes the fields of a document in an order of its own.
  return !isDeepStrictEqual(plain(after.facts), plain(before.facts))
}

/** As it comes back from the database: what is undefined is not there. */
const plain = (facts: PersonFacts | undefined): unknown =>
  facts === undefined ? undefined : JSON.parse(JSON.stringify(facts))
