import { type Kysely, sql } from 'kysely'

/** How far the escalation of a lead's present offer has come, and alerts to others than its rep. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `alter table leads add column escalation jsonb not null
    default '{"steps": 0, "snoozes": 0, "toldRepIds": []}'`,
  `alter table notifications drop constraint notifications_occasion_check`,
  `alter table notifications add constraint notifications_occasion_check check (occasion in
    ('assigned', 'hand-off', 'joined', 'reminder', 'standby', 'escalation'))`,
  // What an alert is about besides its assignment: the step of an escalation; empty for the rep's own.
  `alter table notifications add column step text not null default ''`,
  `alter table notifications drop constraint notifications_assignment_id_channel_key`,
  `alter table notifications add constraint notifications_once
    unique (assignment_id, channel, rep_id, step)`,
]
