import { type RawBuilder, sql } from 'kysely'
import type { ContactId, LeadId } from '../../domain/ids.ts'
import type { Tx } from './connect.ts'
import { eraseKeys } from './erase-keys.ts'
import { anyOf, isKeyOf } from './fixed-text.ts'

/** Whom an erasure or an export is about. */
export type Person = {
  readonly contactIds: readonly ContactId[]
  /** Those of the contacts that have no other lead than these. */
  readonly wholeContactIds: readonly ContactId[]
  readonly leadIds: readonly LeadId[]
  /** Normalised addresses and numbers that belong to this person alone. */
  readonly addresses: readonly string[]
  /** What providers were asked about, as the cache of their answers hashes it. */
  readonly subjects: readonly Buffer[]
}

type Condition = (person: Person) => RawBuilder<unknown>

/** One table with something personal in it, as `t`: which rows are a person's, and how they go. */
export type PersonalPlace = {
  readonly table: string
  /** The columns that may say something personal; nothing else in the table does. */
  readonly columns: readonly string[]
  readonly isTheirs: Condition
  erase(tx: Tx, person: Person): Promise<unknown>
}

const ofLead: Condition = ({ leadIds }) => sql`t.lead_id = ${anyOf(leadIds)}`
const ofContact: Condition = ({ wholeContactIds }) => sql`t.contact_id = ${anyOf(wholeContactIds)}`
const ofConversation: Condition = ({ leadIds }) =>
  sql`t.conversation_id in (select id from conversations where lead_id = ${anyOf(leadIds)})`

/** A place whose rows go. */
function deleted(table: string, columns: readonly string[], isTheirs: Condition): PersonalPlace {
  return {
    ...{ table, columns, isTheirs },
    erase: (tx, person) =>
      sql`delete from ${sql.table(table)} t where ${isTheirs(person)}`.execute(tx),
  }
}

/** A place whose rows stay, with their ids, for the figures. */
function blanked(
  table: string,
  columns: readonly string[],
  isTheirs: Condition,
  values: RawBuilder<unknown>,
): PersonalPlace {
  return {
    ...{ table, columns, isTheirs },
    erase: (tx, person) =>
      sql`update ${sql.table(table)} t set ${values} where ${isTheirs(person)}`.execute(tx),
  }
}

/**
 * Every table where something about a person may stand, apart from raw deliveries, which several
 * persons may share. A new one gets a row here, and is exported and erased with the others; a test
 * compares the columns with those that may hold personal data. In the order in which they are erased.
 */
export const personalPlaces: readonly PersonalPlace[] = [
  // Before the forms, which say from which browser they came. Of a browser that several used in turn,
  // each has what came while it was theirs.
  deleted(
    'signals',
    ['details'],
    ({ wholeContactIds, leadIds }) => sql`(
      t.visitor_id is null and t.session_id in (
        select (content ->> 'sessionId')::uuid from lead_parts
        where part = 'form' and lead_id = ${anyOf(leadIds)})
      or t.visitor_id in (
        select visitor_id from visitor_identifications where contact_id = ${anyOf(wholeContactIds)}
        union select (content ->> 'visitorId')::uuid from lead_parts
        where part = 'form' and lead_id = ${anyOf(leadIds)})
      and coalesce((
        select i.contact_id from visitor_identifications i where i.visitor_id = t.visitor_id
        order by i.since < t.at desc,
          case when i.since < t.at then i.since end desc, i.since, i.sequence
        limit 1
      ) = ${anyOf(wholeContactIds)}, true))`,
  ),
  // After the signals: whose a browser was. Ids alone, but they say that two were one person.
  deleted('visitor_identifications', [], ofContact),
  deleted(
    'lead_parts',
    ['content', 'campaign', 'ad_campaign', 'ad_group', 'ad', 'form_id', 'form_name'],
    ofLead,
  ),
  // After the parts, of which every change leaves what they said before.
  deleted('lead_part_versions', ['content'], ofLead),
  deleted('conversation_messages', ['text'], ofConversation),
  deleted('conversation_deliveries', [], ofConversation),
  // After what belongs to it.
  deleted('conversations', ['content'], ofLead),
  deleted('consents', ['key', 'text', 'version', 'address'], ofLead),
  blanked('notifications', ['title', 'lines'], ofLead, sql`title = '', lines = '[]'`),
  blanked(
    'review_items',
    ['details'],
    (person) => sql`(${ofLead(person)} or ${ofContact(person)}
      or t.other_contact_id = ${anyOf(person.wholeContactIds)})`,
    sql`details = '{}', resolved_at = coalesce(resolved_at, now()),
      resolved_by = coalesce(resolved_by, 'erasure'), resolution = coalesce(resolution, 'erased')`,
  ),
  // What a person wrote about a contact that goes on stays with it.
  deleted(
    'contact_values',
    ['value'],
    (person) => sql`(${ofLead(person)} and not t.edited or ${ofContact(person)})`,
  ),
  {
    table: 'identities',
    columns: ['value'],
    isTheirs: ({ contactIds, addresses }) =>
      sql`(t.contact_id = ${anyOf(contactIds)}
        or t.contact_id is null and ${isKeyOf(addresses)})`,
    // After the values, of which those that are left tell which keys stay.
    erase(tx, person) {
      return eraseKeys(tx, person, this.isTheirs(person))
    },
  },
  blanked(
    'contacts',
    ['fields', 'origins'],
    ({ wholeContactIds }) => sql`t.id = ${anyOf(wholeContactIds)}`,
    sql`fields = '{}', origins = '{}', owner_rep_id = null, owner_lead_id = null,
      erased_at = coalesce(erased_at, now())`,
  ),
  deleted(
    'contact_keys',
    [],
    ({ wholeContactIds }) => sql`(t.key, t.contact_id) in (
      select unnest(i.keys), i.contact_id from contact_index i
      where i.contact_id = ${anyOf(wholeContactIds)})`,
  ),
  // The row stays, so that whoever follows the index hears that nothing is left.
  blanked(
    'contact_index',
    ['facts', 'keys'],
    (person) => sql`(${ofContact(person)} and t.keys <> '{}')`,
    sql`facts = '{}', keys = '{}', at = now(), txid = pg_current_xact_id()`,
  ),
  // Ids alone, but they say who is one. A pair of which somebody goes on stays in their history.
  deleted(
    'contact_joins',
    [],
    ({ wholeContactIds }) => sql`(
      (t.contact_id = ${anyOf(wholeContactIds)} or t.other_contact_id = ${anyOf(wholeContactIds)})
      and not exists (
        select from contacts c where c.id in (t.contact_id, t.other_contact_id)
          and c.id <> all(${[...wholeContactIds]}::uuid[]) and c.erased_at is null))`,
  ),
  deleted(
    'match_feedback',
    [],
    ({ wholeContactIds }) => sql`(t.contact_a = ${anyOf(wholeContactIds)}
      or t.contact_b = ${anyOf(wholeContactIds)})`,
  ),
  // By the contact that has the lead now: what was written about a lead goes with it.
  deleted(
    'contact_edits',
    [],
    ({ wholeContactIds }) => sql`t.lead_id in (
      select id from leads where contact_id = ${anyOf(wholeContactIds)})`,
  ),
  deleted('crm_links', ['last_seen'], ofContact),
  deleted('crm_contacts', ['fields'], ofContact),
  deleted(
    'enrichment_cache',
    ['answer'],
    ({ subjects }) => sql`t.subject_hash = any(${[...subjects]}::bytea[])`,
  ),
]
