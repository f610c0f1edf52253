import { type Kysely, sql } from 'kysely'

/** What people log in the CRM counts as first contact, so it is looked for; reps are told of others'. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // Who looks now, and the lead before which older ones are still to be looked at; none at the newest.
  `create table activity_watches (
    crm text primary key,
    place uuid,
    due_at timestamptz not null,
    holder text,
    held_until timestamptz,
    alarm text,
    alarm_since timestamptz
  )`,
  `alter table notifications drop constraint notifications_occasion_check`,
  `alter table notifications add constraint notifications_occasion_check check (occasion in
    ('assigned', 'hand-off', 'joined', 'swap', 'contacted', 'reminder', 'standby', 'escalation',
      'team'))`,
]
