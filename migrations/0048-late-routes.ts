import { type Kysely, sql } from 'kysely'

/** Reps are told when late data speak for another rule than the one by which they have a lead. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `alter table notifications drop constraint notifications_occasion_check`,
  `alter table notifications add constraint notifications_occasion_check check (occasion in
    ('assigned', 'hand-off', 'joined', 'swap', 'reminder', 'standby', 'escalation'))`,
]
