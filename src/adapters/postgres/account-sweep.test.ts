import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { scratchDatabase } from '../../../test/support/scratch-database.ts'
import { stored } from '../../../test/support/stored.ts'
import { newAccount } from '../../domain/account.ts'
import { type AccountId, type LeadId, newId, type TaskId } from '../../domain/ids.ts'
import { postgresAccountBook } from './account-book.ts'
import { postgresAccountSweep } from './account-sweep.ts'
import type { Db } from './connect.ts'

const NOW = new Date('2026-03-02T14:30:30.000Z')
const QUAYSIDE = { ...newAccount(newId<AccountId>(), 'Quayside'), domains: ['quayside.example'] }
const FORM = { form: { company: 'Quayside' } }

async function aSweep() {
  const scratch = await scratchDatabase()
  const { db } = scratch
  const sweep = postgresAccountSweep({ db, enqueue: async () => undefined, clock: () => NOW })
  return {
    db,
    advance: sweep.advance,
    book: postgresAccountBook(db),
    /** Until nothing is left, or others have to go first. */
    async toEnd() {
      for (;;) {
        const outcome = await sweep.advance()
        if (outcome !== 'more') return outcome
      }
    },
    async matchedAgain() {
      const rows = await db
        .selectFrom('tasks')
        .select('leadId')
        .where('follower', '=', 'late-data')
        .orderBy('id')
        .execute()
      return rows.map(({ leadId }) => leadId)
    },
    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  }
}

const waiting = (db: Db) => stored.lead(db, { state: 'waiting', waitingFor: null }, FORM)

describe('a sweep for accounts that are new or have changed', () => {
  test('has every open lead that shares a key matched again, once, however many pages there are', async () => {
    await using it = await aSweep()
    const leads: LeadId[] = []
    for (let count = 0; count < 2; count += 1) leads.push(await waiting(it.db))
    await manyOthers(it.db, 1_200)
    leads.push(await waiting(it.db))
    await it.book.save(QUAYSIDE, 'boss')

    assert.equal(await it.toEnd(), 'done')
    const first = await it.matchedAgain()
    await it.book.save(QUAYSIDE, 'boss')
    assert.equal(await it.toEnd(), 'done')

    assert.deepEqual([...first].sort(), [...leads].sort())
    assert.deepEqual(
      await it.matchedAgain(),
      first,
      'an account that is as it was leads to nothing',
    )
  })

  test('neither waits for who changes accounts nor forgets what they leave', async () => {
    await using it = await aSweep()
    const { db } = it
    const lead = await waiting(db)
    await it.book.save(QUAYSIDE, 'boss')
    assert.equal(await it.advance(), 'more')

    await db.transaction().execute(async (tx) => {
      await tx.updateTable('accountsToMatch').set({ sweep: null }).execute()
      assert.equal(await it.toEnd(), 'done')
    })
    assert.equal(await it.toEnd(), 'done')

    assert.deepEqual(await it.matchedAgain(), [lead, lead])
    assert.deepEqual(await db.selectFrom('accountsToMatch').selectAll().execute(), [])
  })

  test('waits for a lead that may have looked before the account was there, but not for a stuck one', async () => {
    await using it = await aSweep()
    const { db } = it
    const travelling = await stored.lead(db, {}, FORM)
    await stored.lead(db, { receivedAt: new Date('2026-03-02T14:20:00Z') }, FORM)
    await it.book.save(QUAYSIDE, 'boss')

    assert.equal(await it.toEnd(), 'busy')
    assert.deepEqual(await it.matchedAgain(), [])
    await db.updateTable('leads').set({ state: 'waiting' }).where('id', '=', travelling).execute()

    assert.equal(await it.toEnd(), 'done')
    assert.deepEqual(await it.matchedAgain(), [travelling])
  })

  test('goes on only when those it has found are matched', async () => {
    await using it = await aSweep()
    const { db } = it
    await waiting(db)
    await it.book.save(QUAYSIDE, 'boss')
    await db
      .insertInto('tasks')
      .values(
        Array.from({ length: 500 }, () => {
          return {
            id: newId<TaskId>(),
            leadId: newId<LeadId>(),
            follower: 'late-data',
            subject: null,
          }
        }),
      )
      .execute()

    assert.equal(await it.toEnd(), 'busy')
    await db.updateTable('tasks').set({ state: 'done' }).execute()

    assert.equal(await it.toEnd(), 'done')
    assert.equal((await it.matchedAgain()).length, 501)
  })
})

/** Leads of other companies, all waiting. */
async function manyOthers(db: Db, count: number): Promise<void> {
  await sql`
    insert into leads select r.* from generate_series(1, ${count}) n
    cross join (select l as lead from leads l limit 1) one
    cross join lateral jsonb_populate_record(one.lead, jsonb_build_object(
      'id', gen_random_uuid(), 'dedupe_key', n::text)) r`.execute(db)
}
