import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { aCaptureRequest } from '../../../test/support/a-capture-request.ts'
import { aSource } from '../../../test/support/a-gateway.ts'
import { verifySignature } from './verify-signature.ts'

const receivedAt = new Date('2026-03-02T14:30:00Z')
const request = aCaptureRequest({ receivedAt, secrets: ['new', 'old'] })
const sign = (secret: string, text = 'body') =>
  createHmac('sha256', secret).update(text).digest('hex')
const scheme = { hash: 'sha256', encoding: 'hex', signed: ['body'] } as const
const secondsAgo = (seconds: number) => new Date(receivedAt.getTime() - seconds * 1_000)

test('a signature with the secret of now or the one before is authentic', () => {
  for (const secret of ['new', 'old']) {
    assert.equal(verifySignature(request, { ...scheme, signatures: [sign(secret)] }), 'authentic')
  }
})

test('no signature, a wrong one, or one over other bytes is forged', () => {
  const forged = [[], [''], ['zz'], [sign('other')], [sign('new', 'other')], [sign('new').slice(2)]]
  for (const signatures of forged) {
    assert.equal(verifySignature(request, { ...scheme, signatures }), 'forged')
  }
})

test('without a secret nothing is authentic, not even what is signed with nothing', () => {
  const unconfigured = aCaptureRequest({ secrets: [''] })

  assert.equal(verifySignature(unconfigured, { ...scheme, signatures: [sign('')] }), 'forged')
})

test('a right signature is stale when its time is too far away, either way, or unreadable', () => {
  const verdict = (signedAt: Date, toleranceSeconds = 300) =>
    verifySignature(
      { ...request, source: aSource({ toleranceSeconds }) },
      { ...scheme, signatures: [sign('new')], signedAt },
    )

  assert.equal(verdict(secondsAgo(300)), 'authentic')
  assert.equal(verdict(secondsAgo(301)), 'stale')
  assert.equal(verdict(secondsAgo(-301)), 'stale')
  assert.equal(verdict(secondsAgo(301), 600), 'authentic')
  assert.equal(verdict(new Date(Number.NaN)), 'stale')
})

test('a forged signature stays forged however fresh it is', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: -600, max: 600 }), (signature, age) => {
      const given = { ...scheme, signatures: [signature], signedAt: secondsAgo(age) }
      assert.equal(verifySignature(request, given), 'forged')
    }),
  )
})
