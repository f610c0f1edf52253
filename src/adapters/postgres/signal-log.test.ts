import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { scratchDatabase } from '../../../test/support/scratch-database.ts'
import type { VisitorId } from '../../domain/ids.ts'
import type { SentSignal, SignalBatch } from '../../domain/signal.ts'
import type { SignalLimits } from '../../ports/signal-log.ts'
import type { Db } from './connect.ts'
import { postgresSignalLog } from './signal-log.ts'

const NOON = new Date('2026-03-02T12:00:00Z')
const MANY: SignalLimits = { perVisitorPerDay: 1_000, perSourcePerDay: 1_000 }

const aSignal = (given: Partial<SentSignal> = {}): SentSignal => ({
  id: randomUUID(),
  type: 'page-view',
  at: NOON.toISOString(),
  ...given,
})

const aBatch = (given: Partial<SignalBatch> = {}): SignalBatch => ({
  sourceKey: 'web-form',
  visitorId: randomUUID() as VisitorId,
  sessionId: randomUUID(),
  receivedAt: NOON,
  signals: [aSignal()],
  ...given,
})

const several = (count: number) => Array.from({ length: count }, () => aSignal())

const countOf = async (db: Db) => {
  const { rows } = { rows: await db.selectFrom('signals').selectAll().execute() }
  return rows.length
}

test('what is sent again, also at once and from elsewhere, is kept once', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch
  const [one, other] = [postgresSignalLog(db), postgresSignalLog(db)]
  const batch = aBatch({ signals: several(5) })

  const answers = await Promise.all([one, other, one, other].map((log) => log.keep(batch, MANY)))

  assert.deepEqual(
    answers.map((tooMany) => tooMany.size),
    [0, 0, 0, 0],
  )
  assert.equal(await countOf(db), 5)
})

test('of one visitor no more are kept a day than the limit, and the next day again', async () => {
  await using scratch = await scratchDatabase()
  const log = postgresSignalLog(scratch.db)
  const limits = { ...MANY, perVisitorPerDay: 3 }
  const visitor = { visitorId: randomUUID() as VisitorId }
  const signals = several(5)

  const tooMany = await log.keep(aBatch({ ...visitor, signals }), limits)
  const again = await log.keep(aBatch({ ...visitor, signals: signals.slice(0, 3) }), limits)
  const other = await log.keep(aBatch({ signals: several(3) }), limits)
  const tomorrow = new Date('2026-03-03T00:00:00Z')
  const later = await log.keep(aBatch({ ...visitor, receivedAt: tomorrow }), limits)

  assert.deepEqual(
    [...tooMany],
    signals.slice(3).map(({ id }) => id),
  )
  assert.deepEqual([again.size, other.size, later.size], [0, 0, 0])
})

test('a visitor who sends too much uses up nothing of what others may send', async () => {
  await using scratch = await scratchDatabase()
  const log = postgresSignalLog(scratch.db)
  const limits = { perVisitorPerDay: 2, perSourcePerDay: 4 }

  await log.keep(aBatch({ signals: several(50) }), limits)
  const others = await log.keep(aBatch({ signals: several(2) }), limits)
  const oneMore = await log.keep(aBatch(), limits)
  const elsewhere = await log.keep(aBatch({ sourceKey: 'webinar' }), limits)

  assert.deepEqual([others.size, oneMore.size, elsewhere.size], [0, 1, 0])
})

test('a clock that is wrong is held to the time of receipt', async () => {
  await using scratch = await scratchDatabase()
  const signals = [
    aSignal({ at: '2099-01-01T00:00:00Z' }),
    aSignal({ at: '1970-01-01T00:00:00+02:00' }),
    aSignal({ at: '2026-03-01T12:00:00Z' }),
  ]

  await postgresSignalLog(scratch.db).keep(aBatch({ signals }), MANY)

  const rows = await scratch.db.selectFrom('signals').select('at').orderBy('at').execute()
  assert.deepEqual(
    rows.map(({ at }) => at.toISOString().slice(0, 10)),
    ['2026-02-23', '2026-03-01', '2026-03-02'],
  )
})

test('however signals come, each is kept once and no limit is passed', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch
  const index = (most: number) => fc.integer({ min: 0, max: most })
  const sendings = fc.array(
    fc.record({
      visitor: index(2),
      source: index(1),
      signals: fc.array(index(30), { minLength: 1 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  await fc.assert(
    fc.asyncProperty(sendings, index(8), index(12), async (sent, perVisitor, perSource) => {
      await db.deleteFrom('signals').execute()
      await db.deleteFrom('signalAllowances').execute()
      const ids = Array.from({ length: 31 }, () => randomUUID())
      const visitors = [0, 1, 2].map(() => randomUUID() as VisitorId)
      const limits = { perVisitorPerDay: perVisitor, perSourcePerDay: perSource }
      const logs = [postgresSignalLog(db), postgresSignalLog(db)]

      const answers = await Promise.all(
        sent.map(({ visitor, source, signals }, at) => {
          const batch = aBatch({
            visitorId: visitors[visitor],
            sourceKey: `source-${source}`,
            signals: signals.map((signal) => aSignal({ id: ids[signal] ?? '' })),
          })
          return logs[at % 2]?.keep(batch, limits)
        }),
      )

      const rows = await db.selectFrom('signals').selectAll().execute()
      const most = (of: (row: (typeof rows)[number]) => string | null) =>
        Math.max(0, ...[...Map.groupBy(rows, of).values()].map(({ length }) => length))
      assert.ok(most(({ visitorId }) => visitorId) <= perVisitor)
      assert.ok(most(({ sourceKey }) => sourceKey) <= perSource)
      const kept = new Set(rows.map(({ id }) => id))
      for (const [at, { signals }] of sent.entries()) {
        const told = signals
          .map((signal) => ids[signal] ?? '')
          .filter((id) => !answers[at]?.has(id))
        assert.ok(
          told.every((id) => kept.has(id)),
          'what was said to be kept is kept',
        )
      }
    }),
    { numRuns: 60 },
  )
})
