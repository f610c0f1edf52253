import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { LeadId } from '../../src/domain/ids.ts'
import type { Idempotency } from '../../src/ports/idempotency.ts'

const NOW = new Date('2026-03-02T14:30:00.123Z')
const LEAD = '01900000-0000-7000-8000-000000000001' as LeadId
const OTHER_LEAD = '01900000-0000-7000-8000-000000000002' as LeadId

const later = (ms: number) => new Date(NOW.getTime() + ms)
let requests = 0
/** A request under a key that no other test uses. */
const aRequest = () => ({ caller: 'c', key: `key-${++requests}`, bodyHash: Buffer.alloc(32, 1) })

/** What every adapter of the port promises. */
export function idempotencyContract(name: string, get: () => Idempotency): void {
  describe(`${name} keeps the promises of idempotency`, () => {
    test('the first request of a key may be worked on', async () => {
      assert.deepEqual(await get().claim(aRequest(), NOW), { since: NOW })
    })

    test('a settled request is answered like the first time', async () => {
      const request = aRequest()
      await get().claim(request, NOW)
      await get().settle(request, LEAD)
      await get().settle(request, OTHER_LEAD)

      assert.deepEqual(await get().claim(request, later(60_000)), { leadId: LEAD })
    })

    test('another body under the same key is refused', async () => {
      const request = aRequest()
      await get().claim(request, NOW)

      await assert.rejects(get().claim({ ...request, bodyHash: Buffer.alloc(32, 2) }, later(1)), {
        code: 'idempotency-key-reused',
      })
    })

    test('while the first is worked on, the second is refused', async () => {
      const request = aRequest()
      await get().claim(request, NOW)

      await assert.rejects(get().claim(request, later(9_000)), {
        code: 'idempotency-key-in-flight',
      })
    })

    test('of ten at once, one is given the work', async () => {
      const request = aRequest()

      const outcomes = await Promise.allSettled(
        Array.from({ length: 10 }, () => get().claim(request, NOW)),
      )

      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
    })

    test('work that was never finished is given out again, as of its first time', async () => {
      const request = aRequest()
      await get().claim(request, NOW)

      assert.deepEqual(await get().claim(request, later(11_000)), { since: NOW })
    })

    test('a released key is as good as new', async () => {
      const request = aRequest()
      await get().claim(request, NOW)
      await get().release(request)

      assert.deepEqual(await get().claim(request, later(1)), { since: later(1) })
    })

    test('after 24 hours a key may stand for something else', async () => {
      const request = aRequest()
      const day = 24 * 60 * 60_000
      await get().claim(request, NOW)
      await get().settle(request, LEAD)
      const other = { ...request, bodyHash: Buffer.alloc(32, 2) }

      assert.deepEqual(await get().claim(other, later(day)), { since: later(day) })
    })

    test('two callers may use the same key', async () => {
      const request = aRequest()
      await get().claim(request, NOW)

      assert.deepEqual(await get().claim({ ...request, caller: 'd' }, NOW), { since: NOW })
    })
  })
}
