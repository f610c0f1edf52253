import { type Selectable, sql } from 'kysely'
import * as z from 'zod'
import { Refused } from '../../domain/failure.ts'
import type { ReviewItemId } from '../../domain/ids.ts'
import { RESOLUTIONS, type Resolution } from '../../domain/review-item.ts'
import type { ReviewInbox, ReviewItem, ReviewQuery } from '../../ports/review-inbox.ts'
import type { Db, Tx } from './connect.ts'
import { pageOf, readCursor } from './cursor.ts'
import { translated } from './database-failure.ts'
import { type Aftermath, followResolution } from './follow-resolution.ts'
import type { Tables } from './tables.ts'

const Place = z.tuple([z.boolean(), z.uuid()])

type Row = Selectable<Tables['reviewItems']>

/** The inbox kept in `review_items`. What a decision sets off commits with it. */
export function postgresReviewInbox(db: Db, aftermath: Aftermath): ReviewInbox {
  return {
    list: (query) => translated(() => list(db, query)),
    resolve: (id, resolution, by) =>
      translated(() =>
        db.transaction().execute(async (tx) => {
          const found = await lock(tx, id)
          if (found.resolvedAt !== null) return { item: itemFrom(found), decidedNow: false }
          const item = await close(tx, found, { resolution, by, at: aftermath.clock() })
          await followResolution(tx, item, resolution, aftermath)
          return { item, decidedNow: true }
        }),
      ),
  }
}

async function list(db: Db, { limit, cursor, state }: ReviewQuery) {
  const place = readCursor(Place, cursor)
  const rows = await db
    .selectFrom('reviewItems')
    .selectAll()
    .$if(state === 'open', (query) => query.where('resolvedAt', 'is', null))
    .$if(state === 'resolved', (query) => query.where('resolvedAt', 'is not', null))
    .$if(place !== undefined, (query) =>
      query.where(sql<boolean>`(resolved_at is null, id) < (${place?.[0]}, ${place?.[1]}::uuid)`),
    )
    .orderBy(sql`resolved_at is null`, 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return pageOf(rows, limit, (row) => [row.resolvedAt === null, row.id], itemFrom)
}

/** Holds the item, so that of two decisions at once the second finds it resolved. */
async function lock(tx: Tx, id: ReviewItemId): Promise<Row> {
  const row = await tx
    .selectFrom('reviewItems')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) throw new Refused('review-unknown', `No review item ${id}`)
  return row
}

type Verdict = { readonly resolution: Resolution; readonly by: string; readonly at: Date }

async function close(tx: Tx, found: Row, { resolution, by, at }: Verdict) {
  const allowed: readonly Resolution[] = RESOLUTIONS[found.kind]
  if (!allowed.includes(resolution)) {
    const choice = `a ${found.kind} is resolved by ${allowed.join(' or ')}`
    throw new Refused('resolution-unsuitable', `Not ${resolution}: ${choice}`)
  }
  const closed = await tx
    .updateTable('reviewItems')
    .set({ resolvedAt: at, resolvedBy: by, resolution })
    .where('id', '=', found.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  return itemFrom(closed)
}

function itemFrom(row: Row): ReviewItem {
  return {
    ...row,
    contactId: row.contactId ?? undefined,
    otherContactId: row.otherContactId ?? undefined,
    resolvedAt: row.resolvedAt ?? undefined,
    resolvedBy: row.resolvedBy ?? undefined,
    resolution: row.resolution ?? undefined,
  }
}
