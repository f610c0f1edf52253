import { type Selectable, sql } from 'kysely'
import * as z from 'zod'
import type { SubscriptionId } from '../../domain/ids.ts'
import { type EventDelivery, eventIdOf, TEST_EVENT } from '../../domain/subscription.ts'
import type { Redelivery, Subscriptions } from '../../ports/subscriptions.ts'
import type { Db } from './connect.ts'
import { pageOf, readCursor } from './cursor.ts'
import type { Tables } from './tables.ts'

type Row = Selectable<Tables['eventDeliveries']>
type DeliveryPage = Parameters<Subscriptions['deliveries']>[1]

/** One statement's worth, so that it holds its locks for moments. */
const REDELIVER_AT_MOST = 5_000

const Place = z.tuple([z.string().regex(/^\d{1,18}$/)])

/** The deliveries of a subscription, latest first. */
export async function listDeliveries(db: Db, id: SubscriptionId, page: DeliveryPage) {
  const { limit, cursor, state } = page
  const [place] = readCursor(Place, cursor) ?? []
  const rows = await db
    .selectFrom('eventDeliveries')
    .selectAll()
    .where('subscriptionId', '=', id)
    .$if(state !== undefined, (query) => query.where('state', '=', state as Row['state']))
    .$if(place !== undefined, (query) => query.where(sql<boolean>`sequence < ${place}::bigint`))
    .orderBy('sequence', 'desc')
    .limit(limit + 1)
    .execute()
  return pageOf(rows, limit, ({ sequence }) => [sequence], deliveryFrom)
}

function deliveryFrom(row: Row): EventDelivery {
  const { leadId, version, type, at, state, attempts } = row
  return {
    ...{ eventId: eventIdOf(leadId, version), type, at, state, attempts },
    leadId: type === TEST_EVENT ? undefined : leadId,
    lastAttemptAt: row.lastAttemptAt ?? undefined,
    nextAttemptAt: state === 'pending' ? row.nextAttemptAt : undefined,
    responseStatus: row.responseStatus ?? undefined,
    failure: row.failure ?? undefined,
  }
}

/** Makes them due now, with all their attempts before them. Resolves with how many. */
export async function redeliver(db: Db, id: SubscriptionId, which: Redelivery, now: Date) {
  const { numAffectedRows = 0n } = await sql`
    with chosen as (
      select d.sequence from event_deliveries d
      where d.subscription_id = ${id} and ${condition(which)}
      order by d.sequence limit ${REDELIVER_AT_MOST} for update
    )
    update event_deliveries d set state = 'pending', misses = 0, next_attempt_at = ${now}
    from chosen c where d.sequence = c.sequence`.execute(db)
  return Number(numAffectedRows)
}

function condition(which: Redelivery) {
  if ('failedSince' in which) return sql`d.state = 'failed' and d.at >= ${which.failedSince}`
  const rows = which.eventIds.map(([leadId, version]) => ({ lead_id: leadId, version }))
  return sql`(d.lead_id, d.version) in (
    select i.lead_id, i.version from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as i (lead_id uuid, version integer))`
}
