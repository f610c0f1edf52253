import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Consent } from './lead-form.ts'
import { mergeForms } from './merge-forms.ts'

const yes: Consent = { key: 'news', granted: true, at: '2026-03-02T14:30:00.000Z' }
const yesAgain: Consent = { ...yes, at: '2026-03-02T14:31:00.000Z', address: '198.51.100.7' }
const no: Consent = { key: 'news', granted: false, at: '2026-03-02T14:32:00.000Z' }

const merged = (known: readonly Consent[], more: readonly Consent[]) =>
  mergeForms({ consent: [...known] }, { consent: [...more] }).form.consent

test('what was agreed to before is nothing new at another time or from elsewhere', () => {
  const known = { consent: [yes] }

  assert.equal(mergeForms(known, { consent: [yesAgain] }).form, known)
})

test('a no after a yes counts, also when it was said before', () => {
  const first: Consent = { ...no, at: '2026-03-02T14:29:00.000Z' }

  assert.deepEqual(merged([yes], [no]), [yes, no])
  assert.deepEqual(merged([first, yes], [no]), [first, yes, no])
  assert.deepEqual(merged([first], [no]), [first])
})

test('an old yes that comes again does not undo a no', () => {
  assert.deepEqual(merged([yes, no], [yesAgain]), [yes, no])
})

test('other words are agreed to anew', () => {
  const newer: Consent = { ...yesAgain, version: '2' }

  assert.deepEqual(merged([yes], [newer]), [yes, newer])
})
