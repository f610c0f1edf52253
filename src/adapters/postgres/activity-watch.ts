import { sql } from 'kysely'
import type { LeadId } from '../../domain/ids.ts'
import {
  ACTIVITY_NOTICES,
  type ActivityWatch,
  type UncontactedLead,
} from '../../ports/activity-watch.ts'
import type { Delivery } from '../../ports/intake.ts'
import type { Db, Tx } from './connect.ts'
import { translated } from './database-failure.ts'

/** The watch as a row for each CRM. */
export function postgresActivityWatch(db: Db): ActivityWatch {
  return {
    claim: (crm, { holder, at, forMs }) =>
      translated(async () => {
        await sql`
          insert into activity_watches (crm, due_at) values (${crm}, ${at})
          on conflict do nothing`.execute(db)
        const { rows } = await sql<{ place: LeadId | null }>`
          update activity_watches
          set holder = ${holder}, held_until = ${new Date(at.getTime() + forMs)}, told_at = null
          where crm = ${crm} and (held_until is null or held_until <= ${at})
            and (due_at <= ${at} or (told_at is not null and soonest_at <= ${at}))
          returning place`.execute(db)
        const [claimed] = rows
        return claimed && { crm, holder, place: claimed.place ?? undefined }
      }),

    newest: (crm, since, most) =>
      translated(async () => {
        const { rows } = await sql<UncontactedLead>`
          select l.id as lead_id, k.record_id, l.received_at from leads l
          join crm_links k on k.contact_id = l.contact_id and k.crm = ${crm}
          where l.id >= ${firstIdAt(since)}::uuid and ${IS_UNCONTACTED}
          order by l.id desc limit ${most}`.execute(db)
        return rows
      }),

    // A page reads so many rows, and not all those that are contacted already.
    older: (crm, { place, since, most }) =>
      translated(async () => {
        const { rows } = await sql<UncontactedLead & { recordId: string | null }>`
          select l.id as lead_id, l.received_at,
            case when ${IS_UNCONTACTED} then k.record_id end as record_id
          from (
            select * from leads
            where id >= ${firstIdAt(since)}::uuid and id < ${place ?? LAST_ID}::uuid
            order by id desc limit ${most}) l
          left join crm_links k on k.contact_id = l.contact_id and k.crm = ${crm}
          order by l.id desc`.execute(db)
        const leads = rows.filter((row): row is UncontactedLead => row.recordId !== null)
        return { leads, next: rows.length === most ? rows.at(-1)?.leadId : undefined }
      }),

    leave: ({ crm, holder }, { at, place = null, dueAt, soonestAt, alarm = null }) =>
      translated(async () => {
        const { rows } = await sql<{ isNews: boolean }>`
          update activity_watches w
          set place = ${place}::uuid, due_at = ${dueAt}, soonest_at = ${soonestAt}, holder = null, held_until = null,
            alarm = ${alarm}::text,
            alarm_since = case when ${alarm}::text is null then null
              when w.alarm = ${alarm}::text then w.alarm_since else ${at}::timestamptz end
          from activity_watches before
          where w.crm = ${crm} and w.holder = ${holder} and before.crm = w.crm
          returning before.alarm is distinct from w.alarm as is_news`.execute(db)
        return rows[0]?.isNews ?? false
      }),

    alarms: () =>
      translated(async () => {
        const { rows } = await sql<{ crm: string; code: string }>`
          select crm, alarm as code from activity_watches where alarm is not null`.execute(db)
        return rows
      }),
  }
}

/** Notes that CRMs have told of something that was logged, so that the next look at them comes sooner. */
export async function noteTold(tx: Tx, deliveries: readonly Delivery[]): Promise<void> {
  const told = deliveries.flatMap(({ notices = {}, receivedAt }) =>
    Object.entries(ACTIVITY_NOTICES).flatMap(([code, crm]) =>
      notices[code] === undefined ? [] : [{ crm, receivedAt }],
    ),
  )
  // One row for each CRM, the latest last.
  for (const [crm, receivedAt] of new Map(told.map((one) => [one.crm, one.receivedAt]))) {
    await tx
      .updateTable('activityWatches')
      .set({ toldAt: receivedAt })
      .where('crm', '=', crm)
      .execute()
  }
}

/** Every lead stands before this. */
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

const IS_UNCONTACTED = sql`l.state in ('assigned', 'attached') and l.first_contact_at is null
  and l.outcome is null and not l.is_test`

/** Ids begin with their time in milliseconds (RFC 9562, section 5.7), so that their index has leads by it. */
const firstIdAt = (at: Date) =>
  `${at.getTime().toString(16).padStart(12, '0')}`.replace(
    /^(.{8})(.{4})$/,
    '$1-$2-0000-0000-000000000000',
  )
