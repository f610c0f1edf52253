import { type ExpressionBuilder, sql } from 'kysely'
import * as z from 'zod'
import type { DeliveryId, LeadId } from '../../domain/ids.ts'
import type { DeliveryQuery, DeliveryReader, DeliveryRow } from '../../ports/delivery-reader.ts'
import type { Db } from './connect.ts'
import { pageOf, readCursor } from './cursor.ts'
import { translated } from './database-failure.ts'
import type { Tables } from './tables.ts'

/** Milliseconds are exact: `received_at` is written from our clock, which has no finer ones. */
export const DeliveryPlace = z.tuple([z.iso.datetime(), z.uuid()])

/** Where a delivery stands in a list that is ordered by when it was received. */
export const placeOf = ({ receivedAt, id }: Pick<DeliveryRow, 'receivedAt' | 'id'>) => [
  receivedAt.toISOString(),
  id,
]

/** Reads about deliveries in their table, without reading what they say. */
export function postgresDeliveryReader(db: Db): DeliveryReader {
  return {
    list: (query) => translated(() => list(db, query)),
    find: (id) =>
      translated(async () => {
        const row = await rows(db).where('id', '=', id).executeTakeFirst()
        return row && rowFrom(row)
      }),
  }
}

function rows(db: Db) {
  return db
    .selectFrom('deliveries')
    .select(['id', 'sourceKey', 'receivedAt', 'contentType', 'verdict', 'erasedAt'])
    .select(sql<number>`length(body)`.as('bytes'))
    .select(
      sql<LeadId[]>`array(
        select lead_id from lead_deliveries where delivery_id = deliveries.id order by lead_id)`.as(
        'leadIds',
      ),
    )
}

async function list(db: Db, query: DeliveryQuery) {
  const { limit, sourceKey, leadId, since, until } = query
  const place = readCursor(DeliveryPlace, query.cursor)
  const found = await rows(db)
    .$if(sourceKey !== undefined, (it) => it.where('sourceKey', '=', sourceKey as string))
    .$if(leadId !== undefined, (it) => it.where('id', 'in', deliveriesOf(leadId as LeadId)))
    .$if(since !== undefined, (it) => it.where('receivedAt', '>=', since as Date))
    .$if(until !== undefined, (it) => it.where('receivedAt', '<', until as Date))
    .$if(place !== undefined, (it) =>
      it.where(sql<boolean>`(received_at, id) < (${place?.[0]}::timestamptz, ${place?.[1]}::uuid)`),
    )
    .orderBy('receivedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return pageOf(found, limit, placeOf, rowFrom)
}

const deliveriesOf = (leadId: LeadId) => (from: ExpressionBuilder<Tables, 'deliveries'>) =>
  from.selectFrom('leadDeliveries').select('deliveryId').where('leadId', '=', leadId)

const rowFrom = <T extends { erasedAt: Date | null; id: DeliveryId }>(row: T) => ({
  ...row,
  erasedAt: row.erasedAt ?? undefined,
})
