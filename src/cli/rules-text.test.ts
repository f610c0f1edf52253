import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rulesText, segmentText } from './rules-text.ts'

const rule = (name: string, verdict: string, ruledOutBy?: string) => {
  return {
    ruleId: name,
    name,
    verdict,
    saw: { 'lead.country': 'NO' },
    ...(ruledOutBy && { ruledOutBy }),
  }
}

test('of thousands of rules those that one field ruled out are counted, and the others shown', () => {
  const many = Array.from({ length: 4_000 }, (_, n) => rule(`r${n}`, 'false', 'lead.country'))

  assert.deepEqual(rulesText([...many, rule('Unsure', 'unknown'), rule('Norway', 'true')]), [
    '  no       4000 rules that ask for another lead.country than NO',
    '  unknown  Unsure',
    '           lead.country=NO',
    '  yes      Norway',
    '           lead.country=NO',
  ])
})

test('few rules are all shown; a segment is shown with the version of its list', () => {
  assert.equal(rulesText([rule('Sweden', 'false', 'lead.country')])[0], '  no       Sweden')
  assert.deepEqual(
    segmentText({ id: 'zips', verdict: 'unknown', saw: { 'lead.postalCode': null }, version: 3 }),
    ['  unknown  segment zips, list version 3', '           lead.postalCode=missing'],
  )
})
