import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LINK_ACTIONS } from './alert.ts'
import { type AnswerGrant, answerToken, readAnswerToken } from './answer-link.ts'

const KEY = Buffer.alloc(32, 7)
const NOW = new Date('2026-03-02T14:30:00Z')
const HOUR = 3_600_000

const grants = fc.record(
  {
    action: fc.constantFrom(...LINK_ACTIONS),
    leadId: fc.uuid(),
    assignmentId: fc.uuid(),
    repId: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,62}$/),
    via: fc.constantFrom('email', 'teams'),
    expiresAt: fc
      .integer({ min: 1, max: 100 })
      .map((hours) => new Date(NOW.getTime() + hours * HOUR)),
  },
  { noNullPrototype: true },
) as fc.Arbitrary<AnswerGrant>

test('what a link says is what was signed, until it expires', () => {
  fc.assert(
    fc.property(grants, (grant) => {
      const token = answerToken(KEY, grant)
      assert.match(token, /^[\w-]+$/)
      assert.deepEqual(readAnswerToken(KEY, token, NOW), { ok: true, grant })
      const after = readAnswerToken(KEY, token, grant.expiresAt)
      assert.deepEqual(after, { ok: false, why: 'expired' })
    }),
  )
})

test('a link with any bit changed, cut or lengthened says nothing, nor does one of another key', () => {
  const unknown = { ok: false, why: 'unknown' }
  fc.assert(
    fc.property(grants, fc.nat(), fc.integer({ min: 0, max: 7 }), (grant, place, bit) => {
      const token = answerToken(KEY, grant)
      const bytes = Buffer.from(token, 'base64url')
      const index = place % bytes.length
      bytes.writeUInt8(bytes.readUInt8(index) ^ (1 << bit), index)
      const changed = bytes.toString('base64url')
      for (const other of [changed, token.slice(0, -1), `${token}A`, `${token}=`, '']) {
        assert.deepEqual(readAnswerToken(KEY, other, NOW), unknown)
      }
      assert.deepEqual(readAnswerToken(Buffer.alloc(32, 8), token, NOW), unknown)
    }),
  )
})
