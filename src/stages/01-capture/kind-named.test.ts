import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kindNamed } from './kind-named.ts'

test('a kind goes by its name in any spelling, and by what people call it', () => {
  assert.equal(kindNamed('Google_Ads'), 'google-ads')
  assert.equal(kindNamed('google'), 'google-ads')
  assert.equal(kindNamed('landing page'), 'form')
})

test('names that every object has are no kinds', () => {
  for (const name of ['constructor', '__proto__', 'valueOf', 'nothing', '']) {
    assert.equal(kindNamed(name), undefined)
  }
})
