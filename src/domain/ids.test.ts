import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { newId } from './ids.ts'

describe('newId', () => {
  test('is a UUID of version 7 that starts with its time', () => {
    const id = newId(new Date('2026-11-23T09:00:00Z'))

    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    const ms = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)
    assert.equal(new Date(ms).toISOString(), '2026-11-23T09:00:00.000Z')
  })

  test('a thousand ids of one millisecond sort in the order they were made', () => {
    const at = new Date('2026-11-23T09:00:00Z')

    const ids = Array.from({ length: 1_000 }, () => newId(at))

    assert.deepEqual([...ids].sort(), ids)
    assert.equal(new Set(ids).size, 1_000)
  })

  test('ids of a later millisecond sort after those of an earlier one', () => {
    const earlier = newId(new Date(1_000))

    assert.ok(newId(new Date(1_001)) > earlier)
  })
})
