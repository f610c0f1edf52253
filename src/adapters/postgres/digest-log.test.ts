import assert from 'node:assert/strict'
import { test } from 'node:test'
import { numberedId } from '../../../test/support/numbered-id.ts'
import { scratchDatabase } from '../../../test/support/scratch-database.ts'
import type { AssignmentId, LeadId, RepId } from '../../domain/ids.ts'
import { DIGEST_LAPSE_MS } from '../../ports/digest-log.ts'
import { postgresDigestLog } from './digest-log.ts'

const NOW = new Date('2026-03-02T14:30:00Z')
const later = new Date(NOW.getTime() + DIGEST_LAPSE_MS)

const entry = (place: number, repId = 'jonas') => ({
  assignmentId: numberedId<AssignmentId>(place),
  leadId: numberedId<LeadId>(100 + place),
  repId: repId as RepId,
})

test('of several offers that are due at once one takes them all, and another when it does not come', async () => {
  await using database = await scratchDatabase()
  const log = postgresDigestLog(database.db)
  const entries = [1, 2, 3].map((place) => entry(place))
  await Promise.all([...entries, entry(9, 'amelie')].map((one) => log.join(one)))

  const taken = await Promise.all(entries.map((one) => log.take(one, NOW)))

  const [first] = taken
  assert.ok(first)
  assert.deepEqual(new Set(taken.map(({ id }) => id)).size, 1)
  assert.deepEqual(first.entries, entries)
  const other = entries.find(({ assignmentId }) => assignmentId !== first.id)
  assert.ok(other)
  assert.equal((await log.take(other, later)).id, other.assignmentId)
  assert.equal(await log.of(entry(9, 'amelie').assignmentId), undefined)
})

test('whoever took a digest keeps it with the offers it had; what comes later is for the next', async () => {
  await using database = await scratchDatabase()
  const log = postgresDigestLog(database.db)
  await log.take(entry(1), NOW)
  await log.join(entry(2))

  const again = await log.take(entry(1), later)
  await log.told(again.id, later)
  const next = await log.take(entry(2), new Date(later.getTime() + 2 * DIGEST_LAPSE_MS))

  assert.deepEqual([again.entries.length, next.entries.length], [1, 1])
  assert.ok((await log.of(entry(1).assignmentId))?.toldAt)
})

test('a digest has at most twenty leads, and the one that takes it is among them', async () => {
  await using database = await scratchDatabase()
  const log = postgresDigestLog(database.db)
  const entries = Array.from({ length: 25 }, (_, place) => entry(place + 1))
  for (const one of entries) await log.join(one)
  const [last] = entries.slice(-1)
  assert.ok(last)

  const digest = await log.take(last, NOW)

  assert.equal(digest.entries.length, 20)
  assert.ok(digest.entries.some(({ assignmentId }) => assignmentId === last.assignmentId))
})
