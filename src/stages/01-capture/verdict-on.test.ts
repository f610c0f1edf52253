import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aCaptureRequest } from '../../../test/support/a-capture-request.ts'
import { aSource } from '../../../test/support/a-gateway.ts'
import { verdictOn } from './verdict-on.ts'

const source = aSource({ pathToken: 'env:TOKEN', previousPathToken: 'env:OLD' })
const by = (verdict: 'authentic' | 'unverified' | 'stale' | 'forged') => ({ verify: () => verdict })
const withToken = (token: string | undefined, good = ['new', 'old']) =>
  aCaptureRequest({ source, path: { token, good } })

test('the token in the path proves a kind that has no proof of its own', () => {
  assert.equal(verdictOn(withToken('new'), by('unverified')), 'authentic')
  assert.equal(verdictOn(withToken('old'), by('unverified')), 'authentic')
})

test('without the right token everything is forged, also what is signed', () => {
  for (const token of [undefined, '', 'other']) {
    assert.equal(verdictOn(withToken(token), by('authentic')), 'forged')
  }
  assert.equal(verdictOn(withToken('', ['']), by('unverified')), 'forged')
})

test('the token does not make good what the kind finds wrong', () => {
  assert.equal(verdictOn(withToken('new'), by('forged')), 'forged')
  assert.equal(verdictOn(withToken('new'), by('stale')), 'stale')
})

test('a source without a token takes any path', () => {
  assert.equal(verdictOn(aCaptureRequest(), by('unverified')), 'unverified')
})
