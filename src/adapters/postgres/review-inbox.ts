import { type Selectable, type SelectQueryBuilder, sql } from 'kysely'
import * as z from 'zod'
import { Refused } from '../../domain/failure.ts'
import type { ContactId, ReviewItemId } from '../../domain/ids.ts'
import { RESOLUTIONS, type Resolution } from '../../domain/review-item.ts'
import type { ReviewInbox, ReviewQuery } from '../../ports/review-inbox.ts'
import type { Db, Tx } from './connect.ts'
import { pageOf, readCursor } from './cursor.ts'
import { translated } from './database-failure.ts'
import { type Aftermath, followResolution } from './follow-resolution.ts'
import { type HeldPerson, holdingPersons, holdPersons } from './hold-persons.ts'
import { joinHeld } from './join-contacts.ts'
import type { Tables } from './tables.ts'
import { withoutNulls } from './without-nulls.ts'

const Place = z.tuple([z.boolean(), z.uuid()])

type Row = Selectable<Tables['reviewItems']>

/** The inbox kept in `review_items`. What a decision sets off commits with it. */
export function postgresReviewInbox(db: Db, aftermath: Aftermath): ReviewInbox {
  return {
    list: (query) => translated(() => list(db, query)),
    resolve: (id, resolution, by) =>
      resolution === 'join'
        ? holdingPersons(db, (tx) => join(tx, id, by, aftermath))
        : translated(() =>
            db.transaction().execute((tx) => resolve(tx, id, { resolution, by }, aftermath)),
          ),
  }
}

type Said = { readonly resolution: Resolution; readonly by: string }

async function resolve(tx: Tx, id: ReviewItemId, said: Said, aftermath: Aftermath) {
  const found = await lock(tx, id)
  if (found.resolvedAt !== null) return { item: withoutNulls(found), decidedNow: false }
  const item = await close(tx, found, { ...said, at: aftermath.clock() })
  await followResolution(tx, item, said, aftermath)
  return { item, decidedNow: true }
}

/** The persons are held before the item, as whoever joins or erases them holds them. */
async function join(tx: Tx, id: ReviewItemId, by: string, aftermath: Aftermath) {
  const asked = await read(tx, id)
  if (asked.resolvedAt !== null) return { item: withoutNulls(asked), decidedNow: false }
  const pair = pairOf(asked)
  const persons = (await holdPersons(tx, pair)).sort(byAge)
  const found = await lock(tx, id)
  if (found.resolvedAt !== null) return { item: withoutNulls(found), decidedNow: false }
  const item = await close(tx, found, { resolution: 'join', by, at: aftermath.clock() })
  await joinHeld(tx, persons, { by, why: 'review', reviewItemId: id }, aftermath)
  return { item, decidedNow: true }
}

function pairOf(row: Row): [ContactId, ContactId] {
  const { kind, contactId, otherContactId } = row
  refuseUnsuitable(row, 'join')
  if (contactId === null || otherContactId === null) {
    throw new Refused('resolution-unsuitable', `Not join: this ${kind} names no second contact`)
  }
  return [otherContactId, contactId]
}

/** The contact that was there first stays. */
const byAge = ({ top: a }: HeldPerson, { top: b }: HeldPerson) =>
  a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1)

async function list(db: Db, { limit, cursor, state, kinds = [] }: ReviewQuery) {
  const place = readCursor(Place, cursor)
  const rows = await db
    .selectFrom('reviewItems')
    .selectAll()
    .$if(state === 'open', (query) => query.where('resolvedAt', 'is', null))
    .$if(state === 'resolved', (query) => query.where('resolvedAt', 'is not', null))
    .$if(kinds.length > 0, (query) => query.where('kind', 'in', kinds))
    .$if(place !== undefined, (query) =>
      query.where(sql<boolean>`(resolved_at is null, id) < (${place?.[0]}, ${place?.[1]}::uuid)`),
    )
    .orderBy(sql`resolved_at is null`, 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return pageOf(rows, limit, (row) => [row.resolvedAt === null, row.id], withoutNulls)
}

/** Holds the item, so that of two decisions at once the second finds it resolved. */
async function lock(tx: Tx, id: ReviewItemId): Promise<Row> {
  return read(tx, id, (query) => query.forUpdate())
}

type ItemQuery = SelectQueryBuilder<Tables, 'reviewItems', Row>

async function read(tx: Tx, id: ReviewItemId, how = (query: ItemQuery) => query): Promise<Row> {
  const query = tx.selectFrom('reviewItems').selectAll().where('id', '=', id)
  const row = await how(query).executeTakeFirst()
  if (row === undefined) throw new Refused('review-unknown', `No review item ${id}`)
  return row
}

type Verdict = { readonly resolution: Resolution; readonly by: string; readonly at: Date }

async function close(tx: Tx, found: Row, { resolution, by, at }: Verdict) {
  refuseUnsuitable(found, resolution)
  const closed = await tx
    .updateTable('reviewItems')
    .set({ resolvedAt: at, resolvedBy: by, resolution })
    .where('id', '=', found.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  return withoutNulls(closed)
}

function refuseUnsuitable({ kind }: Row, resolution: Resolution): void {
  const allowed: readonly Resolution[] = RESOLUTIONS[kind]
  if (allowed.includes(resolution)) return
  const choice = `a ${kind} is resolved by ${allowed.join(' or ')}`
  throw new Refused('resolution-unsuitable', `Not ${resolution}: ${choice}`)
}
