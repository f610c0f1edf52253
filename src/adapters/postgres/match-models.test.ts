import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { eventually } from '../../../test/support/eventually.ts'
import { memoryLog } from '../../../test/support/memory-log.ts'
import { testDatabase } from '../../../test/support/test-database.ts'
import { Unavailable } from '../../domain/failure.ts'
import { learnModel } from '../../domain/matching/learn-model.ts'
import { DEFAULT_MODEL } from '../../domain/matching/match-model.ts'
import { type Learn, learnIfDue } from '../../worker/learning.ts'
import { learnInThread } from '../thread/learn-in-thread.ts'
import { connect, type Db } from './connect.ts'
import { postgresMatchLessons, postgresMatchModels } from './match-models.ts'

const NOW = new Date('2026-11-24T09:00:00Z')
const HOUR = 3_600_000
const GOING = new AbortController().signal

async function aDatabase() {
  const database = await testDatabase()
  const db = connect(database.url, 4)
  return {
    db,
    async [Symbol.asyncDispose]() {
      await db.destroy()
      await database[Symbol.asyncDispose]()
    },
  }
}

/** Contacts with one lead each, every third with two; some names are common, addresses are not. */
async function addContacts(db: Db, from: number, to: number): Promise<void> {
  await sql`
    with people as (
      select n, gen_random_uuid() as id from generate_series(${from}::integer, ${to - 1}::integer) n
    ), contacts as (
      insert into contacts (id, fields, lead_count) select id, '{}', 1 from people
    ), leads as (
      insert into leads (id, version, state, source_key, dedupe_key, received_at, deadline_at,
        decided_at, contact_id, is_test, chain)
      select gen_random_uuid(), 1, 'assigned', 'web-form', n || ' ' || again, now(), now(), now(),
        id, false, '[]'
      from people cross join generate_series(0, case when n % 3 = 0 then 1 else 0 end) again
      returning id, dedupe_key
    ), said as (
      select id, split_part(dedupe_key, ' ', 1)::integer as n,
        split_part(dedupe_key, ' ', 2) = '1' and split_part(dedupe_key, ' ', 1)::integer % 2 = 0
          as slipped
      from leads
    )
    insert into lead_parts (lead_id, part, content)
    select id, 'form', jsonb_build_object('firstName',
      (array['Anna', 'Ole', 'Kari', 'Jonas'])[1 + n % 4], 'lastName', 'Berg' || md5(n::text),
      'company', 'Company ' || n % 90) from said
    union all
    select id, 'findings', jsonb_build_object('email',
      case when slipped then 'other' else 'person' end || n || '@company' || n % 90 || '.example',
      'emailDomain', 'company' || n % 90 || '.example', 'freeMail', false, 'throwawayMail', false,
      'phone', '+4722' || 100000 + n, 'notes', '[]'::jsonb) from said`.execute(db)
}

/** In no time: what it is learned from, when and by whom is looked at here, not how well. */
const learnQuickly: Learn = async (lessons, labels) => learnModel(lessons, labels, 2_000)

const parts = (db: Db, at: Date, learn = learnQuickly) => ({
  lessons: postgresMatchLessons(db),
  learn,
  clock: () => at,
  log: memoryLog(),
})
const later = (hours: number) => new Date(NOW.getTime() + hours * HOUR)

/** Brings the turn to this time, whenever the database was made. */
const dueNow = (db: Db) => db.updateTable('matchLearning').set({ dueAt: NOW }).execute()

describe('learning how contacts agree', () => {
  test('begins with a thousand contacts, goes on with a fifth more, and one process does it', async () => {
    await using store = await aDatabase()
    const { db } = store
    await dueNow(db)
    await addContacts(db, 0, 999)

    assert.equal(await learnIfDue(parts(db, NOW), GOING), undefined, 'too few contacts')
    await addContacts(db, 999, 1_000)
    assert.equal(await learnIfDue(parts(db, NOW), GOING), undefined, 'not due yet')
    const both = [1, 2].map(() => learnIfDue(parts(db, later(1), learnInThread), GOING))
    assert.deepEqual((await Promise.all(both)).toSorted(), [1, undefined])
    await addContacts(db, 1_000, 1_199)
    assert.equal(await learnIfDue(parts(db, later(2)), GOING), undefined, 'not many more')
    await addContacts(db, 1_199, 1_200)
    assert.equal(await learnIfDue(parts(db, later(3)), GOING), 2)

    const rows = await db.selectFrom('matchModels').selectAll().orderBy('version').execute()
    assert.deepEqual(
      rows.map(({ contacts, lessons }) => [contacts, lessons]),
      [
        [1_000, 1_334],
        [1_200, 1_600],
      ],
    )
    assert.ok(rows.every(({ learned }) => learned > 0))
    assert.equal(rows[1]?.frequencies.values.givenName?.anna, 300)
    assert.doesNotMatch(JSON.stringify(rows), /person\d|berg/)
  })

  test('begins anew when people have judged twenty pairs, of which the latest word counts', async () => {
    await using store = await aDatabase()
    const { db } = store
    await dueNow(db)
    await addContacts(db, 0, 1_000)
    const lessons = postgresMatchLessons(db)
    await learnIfDue(parts(db, NOW), GOING)
    const [a = '', b = ''] = [
      ...new Set((await lessons.lessons()).map((one) => one.contactId)),
    ].sort()
    const say = (same: boolean, times: number) =>
      sql`
        insert into match_feedback (contact_a, contact_b, same, by, at)
        select ${a}, ${b}, ${same}, 'somebody', now() from generate_series(1, ${times}::integer)
      `.execute(db)

    await say(true, 19)
    assert.equal(await learnIfDue(parts(db, later(1)), GOING), undefined)
    await say(false, 1)
    assert.deepEqual(await lessons.labels(), [{ contactIds: [a, b], isSame: false }])
    assert.equal(await learnIfDue(parts(db, later(2)), GOING), 2)
  })

  test('a thread that is told to stop is not waited for', async () => {
    const stopped = AbortSignal.abort(new Error('The process ends'))

    await assert.rejects(learnInThread([], [], stopped), /The process ends/)
  })
})

describe('the current model', () => {
  test('is the shipped one, then the latest within a minute', async () => {
    await using store = await aDatabase()
    const { db } = store
    let nowMs = 0
    const models = postgresMatchModels(db, () => nowMs)

    assert.equal(await models.current(), DEFAULT_MODEL)
    await dueNow(db)
    await addContacts(db, 0, 1_000)
    await learnIfDue(parts(db, NOW), GOING)
    assert.equal((await models.current()).version, 0)
    nowMs += 60_000
    const model = await eventually('the latest model', async () => {
      const now = await models.current()
      return now.version > 0 && now
    })

    assert.deepEqual([model.version, model.contacts], [1, 1_000])
    assert.equal(model.frequencyOf('givenName', 'anna'), 0.25)
  })

  test('cannot be had from a database that is away, unless there is one from before', async () => {
    const database = await testDatabase()
    const db = connect(database.url, 1)
    let nowMs = 0
    const before = postgresMatchModels(db, () => nowMs)
    await before.current()
    await db.destroy()
    await using _gone = database
    const away = connect('postgres://127.0.0.1:1/nobody', 1)

    await assert.rejects(postgresMatchModels(away).current(), Unavailable)
    nowMs += 60_000
    assert.equal(await before.current(), DEFAULT_MODEL)
    await away.destroy()
  })
})
