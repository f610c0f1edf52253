import { sql } from 'kysely'
import { Overtaken } from '../../domain/failure.ts'
import type { HeldLookUp, NameRegister } from '../../ports/name-register.ts'
import { claimDue } from './claim-due.ts'
import type { Db, Tx } from './connect.ts'
import { translated } from './database-failure.ts'
import { gatherIds } from './gather-ids.ts'

const DAY_MS = 24 * 3_600_000
/** Names of adverts that bring no more leads are not asked for again. */
const STILL_RUNNING_MS = 30 * DAY_MS

/** The register as rows: one for each id, and one for each source whose vendor is asked. */
export function postgresNameRegister(db: Db): NameRegister {
  return {
    claim: (sourceKeys, by) =>
      translated(async () => {
        await sql`
          insert into name_look_ups (source_key, due_at)
          select key, ${by.at} from unnest(${[...sourceKeys]}::text[]) as k (key)
          on conflict do nothing`.execute(db)
        // Nobody has to mend what is not asked any more.
        await sql`
          update name_look_ups set alarm = null, alarm_since = null
          where alarm is not null and source_key <> all(${[...sourceKeys]}::text[])`.execute(db)
        const what = { table: 'name_look_ups', columns: sql`source_key` }
        const claimed = await claimDue<{ sourceKey: string }>(db, what, sourceKeys, by)
        return claimed && { sourceKey: claimed.sourceKey, holder: by.holder }
      }),

    gather: (lookUp, vendor, at) =>
      translated(() =>
        db.transaction().execute(async (tx) => {
          await hold(tx, lookUp)
          await gatherIds(tx, { sourceKey: lookUp.sourceKey, vendor, at })
        }),
      ),

    due: (sourceKey, kind, { at, but, limit }) =>
      translated(async () => {
        const { rows } = await sql<{ id: string }>`
          select id from campaign_names
          where source_key = ${sourceKey} and kind = ${kind} and due_at <= ${at}
            and seen_at >= ${new Date(at.getTime() - STILL_RUNNING_MS)}
            and id <> all(${[...but]}::text[])
          order by due_at, id limit ${limit}`.execute(db)
        return rows.map(({ id }) => id)
      }),

    keep: (lookUp, { kind, ids, names, at, dueAt, heldUntil }) =>
      translated(() =>
        db.transaction().execute(async (tx) => {
          await hold(tx, lookUp, heldUntil)
          const said = ids.map((id) => names.get(id) ?? null)
          await sql`
            update campaign_names n
            set name = coalesce(said.name, n.name), asked_at = ${at}, due_at = ${dueAt}
            from unnest(${[...ids]}::text[], ${said}::text[]) as said (id, name)
            where n.kind = ${kind} and n.id = said.id and n.source_key = ${lookUp.sourceKey}`.execute(
            tx,
          )
        }),
      ),

    leave: ({ sourceKey, holder }, { at, dueAt, alarm = null }) =>
      translated(async () => {
        const { rows } = await sql<{ isNews: boolean }>`
          update name_look_ups l
          set due_at = ${dueAt}, holder = null, held_until = null, alarm = ${alarm}::text,
            alarm_since = case when ${alarm}::text is null then null
              when l.alarm = ${alarm}::text then l.alarm_since else ${at}::timestamptz end
          from name_look_ups before
          where l.source_key = ${sourceKey} and l.holder = ${holder}
            and before.source_key = l.source_key
          returning before.alarm is distinct from l.alarm as is_news`.execute(db)
        return rows[0]?.isNews ?? false
      }),
  }
}

/** Locks the row of whoever goes on with the look-up, so that what follows is kept for them alone. */
async function hold(tx: Tx, { sourceKey, holder }: HeldLookUp, heldUntil?: Date): Promise<void> {
  const { rows } = await sql`
    update name_look_ups set held_until = coalesce(${heldUntil ?? null}::timestamptz, held_until)
    where source_key = ${sourceKey} and holder = ${holder} returning source_key`.execute(tx)
  if (rows.length === 0) throw new Overtaken('Another process goes on with this look-up')
}
