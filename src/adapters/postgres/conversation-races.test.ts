import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { eventually } from '../../../test/support/eventually.ts'
import { testDatabase } from '../../../test/support/test-database.ts'
import type { ConversationPart } from '../../domain/conversation.ts'
import { turnOf } from '../../domain/engagement.ts'
import { type DeliveryId, newId } from '../../domain/ids.ts'
import { nextStage } from '../../pipeline.ts'
import type { Delivery } from '../../ports/intake.ts'
import type { NewJob } from '../../ports/job-queue.ts'
import { connect, type Db } from './connect.ts'
import { postgresIntake } from './intake.ts'

const NOON = new Date('2026-03-02T12:00:00Z')
const MESSAGES = 12
const CHATS = 40
const ROUNDS = 3
/** Each without a common divisor with the lengths of the lists, so that it reaches all of a list. */
const FACTORS = [1, 7, 11, 13]

/** Processes that take chats in, each with connections of its own, on one database. */
async function fourIntakes() {
  const database = await testDatabase()
  const connections = [1, 2, 3, 4].map(() => connect(database.url, 3))
  const jobs: NewJob[] = []
  const intakes = connections.map((db) =>
    postgresIntake({
      db,
      enqueue: async (_tx, added) => void jobs.push(...added),
      firstStage: 'validate',
      nextStage,
    }),
  )
  const [db = assert.fail()] = connections
  const leave = () => Promise.all(connections.splice(0).map((each) => each.destroy()))
  return {
    db,
    intakes,
    async deadlocks() {
      await leave()
      return deadlocks(database.url)
    },
    starts: () => jobs.filter(({ queue }) => queue === 'stage-validate').length,
    async [Symbol.asyncDispose]() {
      await leave()
      await database[Symbol.asyncDispose]()
    },
  }
}

const aDelivery = (): Delivery => ({
  id: newId<DeliveryId>(),
  sourceKey: 'chatbot',
  receivedAt: NOON,
  contentType: 'application/json',
  headers: {},
  body: Buffer.from('{}'),
  verdict: 'authentic',
})

/** One message of a chat; of every two the first is the visitor's. */
function aMessage(index: number) {
  const role = index % 2 === 0 ? ('visitor' as const) : ('bot' as const)
  const text = `Message ${index}`
  const at = new Date(NOON.getTime() + index * 1_000)
  return { ...turnOf({ role, text, at }), key: `m${index}`, text, isCut: false }
}

/** Parts that overlap: each message comes in three of them. One brings an address, one a wish. */
function partsOf(key: string): ConversationPart[] {
  return Array.from({ length: MESSAGES }, (_, start) => ({
    key,
    status: start === 7 ? 'handoff' : 'open',
    form: start === 4 ? { email: `${key}@kingworks.example` } : {},
    qualified: start === 9 ? ['seats'] : [],
    messages: [0, 1, 2].map((offset) => aMessage((start + offset) % MESSAGES)),
  }))
}

/** Another order for each factor, and another beginning: who begins alike waits in line. */
const shuffled = <T>(list: readonly T[], factor: number): T[] =>
  list.map((_, index) => list[(index * factor + factor) % list.length] as T)

const keptMessages = (db: Db) =>
  db
    .selectFrom('conversationMessages')
    .innerJoin('conversations', 'conversations.id', 'conversationId')
    .select(['conversationKey', 'messageKey', 'sequence'])
    .orderBy('conversationKey')
    .orderBy('sequence')
    .execute()

/** A row takes two milliseconds, so that the statements of all processes overlap for sure. */
async function slowInserts(db: Db): Promise<void> {
  await sql`create function take_time() returns trigger language plpgsql as
    'begin perform pg_sleep(0.002); return new; end'`.execute(db)
  await sql`create trigger slow before insert on conversations
    for each row execute function take_time()`.execute(db)
}

/** What the server has counted, once the processes are gone: until then it may not know all. */
async function deadlocks(databaseUrl: string): Promise<number> {
  const db = connect(databaseUrl, 1)
  await eventually('the processes to be gone', async () => {
    const { rows } = await sql`select from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(db)
    return rows.length === 0
  })
  const { rows } = await sql<{ deadlocks: string }>`
    select deadlocks from pg_stat_database where datname = current_database()`.execute(db)
  await db.destroy()
  return Number(rows[0]?.deadlocks)
}

describe('processes that take parts of one chat in at once', { concurrency: 2 }, () => {
  test('keep every message once, without a gap, and make one lead that knows all of them', async () => {
    await using store = await fourIntakes()
    const parts = partsOf('c-1')

    // Each waits for its commits, so that there are many, and they meet.
    await Promise.all(
      store.intakes.map(async (intake, turn) => {
        for (const part of shuffled(parts, FACTORS[turn] ?? 1)) {
          await intake.receive(aDelivery(), [], [], [part])
        }
      }),
    )

    const messages = await keptMessages(store.db)
    assert.deepEqual(
      messages.map(({ sequence }) => sequence),
      messages.map((_, index) => index),
    )
    const keys = messages.map(({ messageKey }) => messageKey)
    assert.deepEqual(keys.toSorted(), parts.map((_, index) => `m${index}`).toSorted())
    const leads = await store.db.selectFrom('leads').select('id').execute()
    assert.equal(leads.length, 1)
    assert.equal(store.starts(), 1)
    const leadParts = await store.db.selectFrom('leadParts').select(['part', 'content']).execute()
    const contentOf = (name: string) => leadParts.find(({ part }) => part === name)?.content
    assert.deepEqual(contentOf('form'), { email: 'c-1@kingworks.example' })
    assert.partialDeepStrictEqual(contentOf('chat'), {
      engagement: {
        visitorMessages: MESSAGES / 2,
        qualificationAnswers: 1,
        handoffAsked: true,
        durationSeconds: MESSAGES - 1,
      },
    })
  })

  test('never deadlock over many chats, in whatever order deliveries name them', async () => {
    await using store = await fourIntakes()
    await slowInserts(store.db)
    const rounds = Array.from({ length: ROUNDS }, (_, round) =>
      Array.from({ length: CHATS }, (__, index) => partsOf(`c-${round}-${index}`)),
    )

    // Each round begins chats that are new and goes on with those of the round before.
    for (const [round, chats] of rounds.entries()) {
      const both = [...chats, ...(rounds[round - 1] ?? [])]
      await Promise.all(
        store.intakes.map((intake, turn) => {
          const parts = shuffled(both, FACTORS[turn] ?? 1).flatMap((of) => of[turn + 2] ?? [])
          return intake.receive(aDelivery(), [], [], parts)
        }),
      )
    }

    const messages = Map.groupBy(await keptMessages(store.db), (row) => row.conversationKey)
    assert.equal(messages.size, ROUNDS * CHATS)
    for (const kept of messages.values()) {
      assert.deepEqual(
        kept.map(({ sequence }) => sequence),
        // Four parts of three messages, each of which begins one later.
        [0, 1, 2, 3, 4, 5],
      )
    }
    const leads = await store.db.selectFrom('leads').select('dedupeKey').execute()
    assert.equal(new Set(leads.map(({ dedupeKey }) => dedupeKey)).size, ROUNDS * CHATS)
    assert.equal(store.starts(), ROUNDS * CHATS)
    assert.equal(await store.deadlocks(), 0)
  })
})
