import { type Kysely, sql } from 'kysely'

/**
 * Which value of a contact shows and why, contacts that were joined and can be split again, and what
 * people said about pairs of them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  /** What a value weighs, as it was when the value was said. */
  `alter table contact_values
    add column trust smallint not null default 50,
    add column verified boolean not null default false,
    add column edited boolean not null default false`,

  /** One lead says a field once; a person may write it anew every time they look. */
  `alter table contact_values drop constraint contact_values_pkey,
    add primary key (contact_id, lead_id, field, source_key, at)`,

  /** What was taken over from a CRM before it was kept as a value. */
  `insert into contact_values (contact_id, lead_id, field, value, source_key, at, edited)
    select r.contact_id, r.lead_id, f.key, f.value, 'crm:unknown', r.resolved_at, true
    from review_items r
    join contacts c on c.id = r.contact_id
    cross join lateral jsonb_each_text(c.fields) f
    where r.kind = 'crm-conflict' and r.resolution = 'keep-theirs' and r.details ? f.key
      and not exists (
        select from contact_values v
        where v.contact_id = c.id and v.field = f.key and v.value = f.value)
    on conflict do nothing`,

  /**
   * \`origins\`: where the values in \`fields\` came from; ids, times and weights. A contact that was
   * joined into another is a redirect to the one at the top, and names the join that made it one.
   */
  `alter table contacts
    add column origins jsonb not null default '{}',
    add column joined_into uuid,
    add column join_id uuid,
    add constraint joined_by_a_join check ((joined_into is null) = (join_id is null))`,
  `create index contacts_joined on contacts (joined_into) where joined_into is not null`,

  /**
   * The contact a lead goes back to when contacts are split; null while that is its contact anyway.
   * The \`contact_id\` of an identity is such a contact always: joins leave keys where they are.
   */
  `alter table leads add column key_contact_id uuid`,
  `alter table visitor_identifications add column key_contact_id uuid`,

  /** The split by which a key belongs to nobody, because both sides have given it. */
  `alter table identities add column split_id uuid`,

  /**
   * Append-only, ids and codes only. A join makes \`other_contact_id\` a redirect to \`contact_id\`; a
   * split takes it out again: the join it undoes, or else leads that became a contact of their own.
   */
  `create table contact_joins (
    id uuid primary key,
    kind text not null check (kind in ('join', 'split')),
    contact_id uuid not null,
    other_contact_id uuid not null,
    undoes uuid unique references contact_joins,
    at timestamptz not null,
    by text not null,
    why text not null,
    review_item_id uuid,
    lead_ids uuid[] not null,
    owner_rep_id text,
    owner_lead_id uuid,
    other_owner_rep_id text,
    other_owner_lead_id uuid
  )`,
  `create index contact_joins_of_contact on contact_joins (contact_id)`,
  `create index contact_joins_of_other on contact_joins (other_contact_id)`,

  /** What was decided about pairs, the lower id first; the latest word about a pair counts. */
  `create table match_feedback (
    sequence bigint primary key generated always as identity,
    contact_a uuid not null,
    contact_b uuid not null,
    same boolean not null,
    by text not null,
    at timestamptz not null,
    check (contact_a < contact_b)
  )`,
  `create index match_feedback_of_pair on match_feedback (contact_a, contact_b, sequence)`,
  `create index match_feedback_of_other on match_feedback (contact_b)`,

  `alter table notifications drop constraint notifications_occasion_check`,
  `alter table notifications add constraint notifications_occasion_check
    check (occasion in ('assigned', 'hand-off', 'joined'))`,

  /** The contact that may be the same person. */
  `alter table review_items add column other_contact_id uuid`,
  `update review_items set other_contact_id = (details ->> 'otherContactId')::uuid
    where kind = 'identity-clash' and details ? 'otherContactId'`,
  `create index open_review_items_of_contact on review_items (contact_id)
    where resolved_at is null`,
]
