import assert from 'node:assert/strict'
import { test } from 'node:test'
import { consentOf, isConsent } from './consent.ts'

const said = (values: Record<string, string>) =>
  consentOf(Object.entries(values).map(([name, value]) => ({ name, value })))

test('the words and the version beside a single box are of that box, and no boxes of their own', () => {
  const box = { key: 'consent', granted: true, text: 'Send me news', version: '3' }

  assert.deepEqual(said({ consent: 'on', consent_text: 'Send me news', consent_version: '3' }), [
    box,
  ])
  assert.deepEqual(
    said({ 'consent.granted': 'true', 'consent.text': 'Send me news', 'consent.version': '3' }),
    [box],
  )
})

test('a version is of the box it names, written with dots or not', () => {
  assert.deepEqual(said({ consent_sms: 'on', consent_sms_version: 'v2' }), [
    { key: 'sms', granted: true, version: 'v2' },
  ])
  assert.deepEqual(said({ 'consent.sms.version': 'v2', 'consent.sms': 'yes' }), [
    { key: 'sms', granted: true, version: 'v2' },
  ])
})

test('who agrees to be texted has agreed', () => {
  assert.deepEqual(said({ consent_to_text: 'on' }), [{ key: 'to_text', granted: true }])
})

test('a list of consents keeps the names it gives them', () => {
  assert.deepEqual(
    said({ 'consents.0.key': 'news', 'consents.0.granted': 'true', 'consents.0.text': 'News' }),
    [{ key: 'news', granted: true, text: 'News' }],
  )
})

test('words about a box that was not sent are not agreed to', () => {
  assert.deepEqual(said({ consent_text: 'Send me news' }), [
    { key: 'consent', granted: false, text: 'Send me news' },
  ])
})

test('other values below a consent are none', () => {
  const names = ['consent.sms.colour', 'consenting', 'my_consent', 'consentText']

  assert.deepEqual(
    names.filter((name) => isConsent({ name, value: 'on' })),
    [],
  )
})
