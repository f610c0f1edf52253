import { type Kysely, sql } from 'kysely'

/** Chats, message by message, and what an alert was for. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  /** `content` is erasable: what is known of the visitor, and which questions were answered. */
  `create table conversations (
    id uuid primary key,
    source_key text not null,
    conversation_key text not null,
    lead_id uuid,
    content jsonb not null,
    started_at timestamptz not null,
    latest_at timestamptz not null,
    handoff_at timestamptz,
    ended_at timestamptz,
    is_cut boolean not null default false,
    unique (source_key, conversation_key)
  ) with (fillfactor = 80)`,
  `create index conversations_of_lead on conversations (lead_id) where lead_id is not null`,
  `create index conversations_without_lead on conversations (latest_at desc, id desc)
    where lead_id is null`,

  /** `text` is erasable. The sequence is that of arrival; `at` is the sender's. */
  `create table conversation_messages (
    conversation_id uuid not null,
    message_key text not null,
    sequence integer not null,
    role text not null check (role in ('visitor', 'agent', 'bot')),
    text text not null,
    at timestamptz,
    received_at timestamptz not null,
    is_cut boolean not null,
    is_question boolean not null,
    buying_words integer not null,
    primary key (conversation_id, message_key)
  )`,

  /** Which deliveries brought something, also before there was a lead. */
  `create table conversation_deliveries (
    conversation_id uuid not null,
    delivery_id uuid not null,
    primary key (conversation_id, delivery_id)
  )`,

  `alter table notifications add column occasion text not null default 'assigned'
    check (occasion in ('assigned', 'hand-off'))`,
]
