import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { IdentityKey } from '../../domain/contact.ts'
import type { ContactId, LeadId } from '../../domain/ids.ts'
import { mailKeys } from '../../domain/matching/mail-keys.ts'
import { domainsOf, readMailbox } from '../../domain/matching/mailbox.ts'
import type { PersonQuery } from '../../ports/person-register.ts'
import type { Db, Tx } from './connect.ts'
import { anyOf } from './fixed-text.ts'
import { namesAny } from './names-any.ts'
import { contactsOfPersons, livingContacts, ownersOf } from './person-contacts.ts'
import type { Person } from './personal-places.ts'

/**
 * The contacts and keys a query names, redirects too; of an address in whatever spelling its provider
 * takes for the same. Refuses (`person-ambiguous`) a key that several share.
 */
export async function findKeys(db: Db | Tx, query: PersonQuery) {
  const asked = askedKeys(query)
  const contactIds =
    'contactId' in query ? await livingContacts(db, query.contactId) : await ownersOf(db, asked)
  const { rows: own } = await sql<IdentityKey>`
    select kind, value from identities where contact_id = ${anyOf(contactIds)}`.execute(db)
  const keys = [...asked, ...own.map(({ kind, value }) => ({ kind, value }))]
  return { contactIds, keys: [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()] }
}

function askedKeys(query: PersonQuery): IdentityKey[] {
  if ('email' in query) return mailKeys(query.email)
  return 'phone' in query ? [{ kind: 'phone', value: query.phone }] : []
}

type Keys = Awaited<ReturnType<typeof findKeys>>

/**
 * The person behind these keys, with all their leads, also those that never got as far as a contact:
 * by address, or by number when they have no address, as families and front desks share numbers; and
 * deliveries nobody could read that name one of the keys somewhere.
 */
export async function findPerson(db: Db | Tx, { contactIds, keys }: Keys): Promise<Person> {
  const { rows } = await sql<{ id: LeadId }>`
    select id from leads where contact_id = ${anyOf(contactIds)}
    union
    select p.lead_id from lead_parts p
    join lead_deliveries d on d.lead_id = p.lead_id join deliveries t on t.id = d.delivery_id
    where p.part = 'capture' and p.content -> 'doubts' ? 'delivery-unreadable'
      and ${namesAny(keys.map(({ value }) => value))}
    union
    select l.id from leads l join lead_parts p on p.lead_id = l.id and p.part in ('form', 'findings')
    where l.contact_id is null and (
      lower(trim(p.content ->> 'email')) = any(${valuesOf(keys, 'email')}::text[])
      or p.content ->> 'phone' = any(${valuesOf(keys, 'phone')}::text[]) and not exists (
        select from lead_parts o where o.lead_id = l.id and o.content ? 'email'))
    order by id`.execute(db)
  const spelled = await spelledOtherwise(db, valuesOf(keys, 'email'))
  const claimed = await claimedElsewhere(db, contactIds, valuesOf(keys, 'email'))
  const whole = claimed.filter(({ others }) => !others).map(({ contactId }) => contactId)
  const touched = claimed.map(({ contactId }) => contactId)
  return {
    contactIds: await contactsOfPersons(db, [...contactIds, ...touched]),
    wholeContactIds: await contactsOfPersons(db, [...contactIds, ...whole]),
    leadIds: [...new Set([...rows, ...spelled, ...claimed].map(({ id }) => id))].sort(),
    addresses: keys.map(({ value }) => value),
    subjects: valuesOf(keys, 'email').map(subjectHash),
  }
}

/** Leads without a contact whose address is another spelling of one of these mailboxes. */
async function spelledOtherwise(db: Db | Tx, emails: readonly string[]) {
  const mailboxes = new Set(emails.flatMap((email) => mailKeys(email).slice(0, 1)).map(valueIn))
  const domains = emails.flatMap((email) => domainsOf(readMailbox(email)))
  if (domains.length === 0) return []
  const { rows } = await sql<{ id: LeadId; email: string }>`
    select l.id, said.email from leads l
    join lead_parts p on p.lead_id = l.id and p.part in ('form', 'findings')
    cross join lateral (select lower(trim(p.content ->> 'email')) as email) said
    where l.contact_id is null
      and split_part(said.email, '@', 2) = any(${domains}::text[])`.execute(db)
  return rows.filter(({ email }) => mailKeys(email).some(({ value }) => mailboxes.has(value)))
}

type Claimed = { readonly id: LeadId; readonly contactId: ContactId; readonly others: boolean }

/**
 * Leads of other contacts that gave one of these addresses: a person was asked whose it is, and it is
 * erased with whoever it belongs to. Such a contact goes as a whole when it has no other lead.
 */
async function claimedElsewhere(
  db: Db | Tx,
  contactIds: readonly ContactId[],
  emails: readonly string[],
): Promise<readonly Claimed[]> {
  const { rows } = await sql<Claimed>`
    with claimed as (
      select distinct l.id, l.contact_id from review_items r join leads l on l.id = r.lead_id
      where r.kind = 'identity-clash' and r.details ->> 'kind' = 'email'
        and r.details ->> 'value' = any(${[...emails]}::text[])
        and l.contact_id <> all(${[...contactIds]}::uuid[]) and l.state <> 'erased'
    )
    select c.id, c.contact_id, exists (
      select from leads o where o.contact_id = c.contact_id and o.state <> 'erased'
        and o.id not in (select id from claimed)
    ) as others
    from claimed c order by c.id`.execute(db)
  return rows
}

/**
 * One lead as if it were a person: its contact goes with it when it has no other lead, else only the
 * keys that no other lead of the contact has given.
 */
export async function personOfLead(db: Db | Tx, leadId: LeadId): Promise<Person> {
  const { rows } = await sql<{ contactId: ContactId; others: boolean }>`
    select l.contact_id, exists (
      select from leads o where o.contact_id = l.contact_id and o.id <> l.id and o.state <> 'erased'
    ) as others
    from leads l where l.id = ${leadId}::uuid and l.contact_id is not null`.execute(db)
  const { rows: keys } = await sql<IdentityKey>`
    select v.field as kind, v.value from contact_values v
    where v.lead_id = ${leadId}::uuid and v.field in ('email', 'phone') and not exists (
      select from contact_values o
      where o.contact_id = v.contact_id and o.field = v.field and o.value = v.value
        and o.lead_id <> v.lead_id)`.execute(db)
  const whole = rows.filter(({ others }) => !others).map(({ contactId }) => contactId)
  return {
    contactIds: await contactsOfPersons(
      db,
      rows.map(({ contactId }) => contactId),
    ),
    wholeContactIds: await contactsOfPersons(db, whole),
    leadIds: [leadId],
    addresses: keys.map(({ value }) => value),
    subjects: valuesOf(keys, 'email').map(subjectHash),
  }
}

const valuesOf = (keys: readonly IdentityKey[], kind: IdentityKey['kind']) =>
  keys.filter((key) => key.kind === kind).map(valueIn)

const valueIn = ({ value }: IdentityKey) => value

/** As the cache of answers hashes what it was asked about. */
const subjectHash = (email: string) => createHash('sha256').update(email.toLowerCase()).digest()
