import { type Selectable, sql } from 'kysely'
import { Refused } from '../../domain/failure.ts'
import type { RepId } from '../../domain/ids.ts'
import type { AlertRecord, NotificationInbox } from '../../ports/notification-inbox.ts'
import type { PageRequest } from '../../ports/page.ts'
import type { Db } from './connect.ts'
import { IdPlace, pageOf, readCursor } from './cursor.ts'
import { translated } from './database-failure.ts'
import type { Tables } from './tables.ts'
import { withoutNulls } from './without-nulls.ts'

type Row = Selectable<Tables['notifications']>

/** The channel whose alerts are shown inside the product. */
const IN_APP = 'in-app'

/** The in-app alerts of reps, which the notify follower writes. */
export function postgresNotificationInbox(db: Db): NotificationInbox {
  return {
    list: (repId, page) => translated(() => list(db, repId, page)),
    markRead: (id, repId) => translated(() => markRead(db, id, repId)),
  }
}

/** How an alert fared, without its words. */
export function alertFrom(row: Row): AlertRecord {
  const { id, leadId, assignmentId, repId, channel, occasion, state, attempts, ...more } =
    withoutNulls(row)
  const { createdAt, failure, acceptedAt, deliveredAt } = more
  return {
    ...{ id, leadId, assignmentId, repId, channel, occasion, state, attempts },
    ...{ createdAt, failure, acceptedAt, deliveredAt },
  }
}

async function list(db: Db, repId: RepId, { limit, cursor }: PageRequest) {
  const place = readCursor(IdPlace, cursor)
  const rows = await db
    .selectFrom('notifications')
    .selectAll()
    .where('repId', '=', repId)
    .where('channel', '=', IN_APP)
    .$if(place !== undefined, (query) => query.where(sql<boolean>`id < ${place?.[0]}::uuid`))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return pageOf(
    rows,
    limit,
    ({ id }) => [id],
    (row) => ({ ...alertFrom(row), title: row.title, lines: row.lines }),
  )
}

async function markRead(db: Db, id: string, repId: RepId): Promise<void> {
  const read = await db
    .updateTable('notifications')
    .set({ state: 'read' })
    .where('id', '=', id)
    .where('repId', '=', repId)
    .where('channel', '=', IN_APP)
    .returning('id')
    .executeTakeFirst()
  if (read === undefined) {
    throw new Refused('notification-unknown', `Rep ${repId} has no in-app notification ${id}`)
  }
}
