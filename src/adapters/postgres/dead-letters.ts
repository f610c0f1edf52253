import { type Selectable, sql } from 'kysely'
import type { DeadLetter, DeadLetters } from '../../ports/dead-letters.ts'
import type { PageRequest } from '../../ports/page.ts'
import type { Db, Tx } from './connect.ts'
import { IdPlace, pageOf, readCursor } from './cursor.ts'
import { translated } from './database-failure.ts'
import type { Enqueue } from './enqueue.ts'
import type { Tables } from './tables.ts'
import { withoutNulls } from './without-nulls.ts'

/** Given-up work, kept in `dead_letters`; what is redriven gets its job in the same transaction. */
export function postgresDeadLetters(db: Db, enqueue: Enqueue): DeadLetters {
  return {
    list: (page) => translated(() => list(db, page)),
    redrive: (ids) => translated(() => db.transaction().execute((tx) => redrive(tx, enqueue, ids))),
  }
}

/** The dead letter a row stands for. */
export const deadLetterFrom = (row: Selectable<Tables['deadLetters']>): DeadLetter =>
  withoutNulls(row)

async function list(db: Db, { limit, cursor }: PageRequest) {
  const place = readCursor(IdPlace, cursor)
  const rows = await db
    .selectFrom('deadLetters')
    .selectAll()
    .where('redrivenAt', 'is', null)
    .$if(place !== undefined, (query) => query.where(sql<boolean>`id < ${place?.[0]}::uuid`))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return pageOf(rows, limit, ({ id }) => [id], deadLetterFrom)
}

async function redrive(tx: Tx, enqueue: Enqueue, ids: readonly string[] | undefined) {
  if (ids?.length === 0) return []
  const redriven = await tx
    .updateTable('deadLetters')
    .set({ redrivenAt: sql`now()` })
    .where('redrivenAt', 'is', null)
    .$if(ids !== undefined, (query) => query.where('id', 'in', [...(ids ?? [])]))
    .returningAll()
    .execute()
  const letters = redriven.map(deadLetterFrom)

  const taskIds = letters.flatMap(({ taskId }) => (taskId === undefined ? [] : [taskId]))
  if (taskIds.length > 0) {
    // Due from now on: a vendor that is still away has another day to come back.
    const due = { dueAt: sql<Date>`now()` }
    const reopened = { state: 'open', endedAt: null, failure: null, ...due } as const
    await tx.updateTable('tasks').set(reopened).where('id', 'in', taskIds).execute()
  }
  await enqueue(
    tx,
    letters.map(({ queue, leadId, taskId }) => ({
      queue,
      subject: taskId === undefined ? { leadId } : { taskId },
    })),
  )
  return letters
}
