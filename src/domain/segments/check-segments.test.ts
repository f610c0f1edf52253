import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exampleCompany } from '../../../test/support/example-company.ts'
import { readDocuments } from '../read-documents.ts'

/** What is wrong with rules and segments, as `line: path: reason`. */
function problems(rules: string, segments = '[]', more = '') {
  const text = `segments: ${segments}\nrules:\n  - { id: one, name: One, targets: [{ pool: emea }], when: '${rules}' }\nfallback: [{ pool: emea }]\n${more}`
  const read = readDocuments([{ path: 'routing.yaml', text }], exampleCompany().documents)
  return read.ok ? [] : read.problems.map(({ line, path, reason }) => `${line}: ${path}: ${reason}`)
}

test('a segment that is not there is told with its line and the one that was meant', () => {
  const dach = `[{ id: dach, when: 'lead.country == "DE"' }]`

  assert.deepEqual(problems('segments.dcah', dach), [
    '3: rules[0].when: there is no segment `dcah`; did you mean `dach`?',
  ])
  assert.deepEqual(problems('segments.dach && has(segments.dach)', dach), [])
})

test('segments that need themselves are told once, with the way round', () => {
  const found = problems(
    'true',
    `[{ id: a, when: segments.b }, { id: b, when: "!segments.c" }, { id: c, when: "segments.a || segments.c" }]`,
  )

  assert.deepEqual(found, [
    '1: segments[0].when: goes in a circle: `a` needs `b` needs `c` needs `a`',
  ])
})

test('a list is of a field that holds one text', () => {
  const list = (field: string) => problems('true', `[{ id: zips, list: ${field} }]`)

  assert.deepEqual(list('lead.postalCode'), [])
  assert.deepEqual(list('lead.answers.region'), [])
  assert.deepEqual(list('lead.postcode'), [
    '1: segments[0].list: there is no field `lead.postcode`; did you mean `lead.postalCode`?',
  ])
  assert.deepEqual(list('postalCode'), [
    '1: segments[0].list: there is no field `postalCode`; did you mean `lead.postalCode`?',
  ])
  assert.deepEqual(list('account.employees'), [
    '1: segments[0].list: `account.employees` is no text; lists are of texts',
  ])
})

test('a segment has a condition or a list, an id that conditions can name, and stands once', () => {
  const both = problems('true', `[{ id: zips, list: lead.city, when: 'true' }]`)
  const dashes = problems('true', `[{ id: zips-north, list: lead.city }]`)
  const twice = problems('true', `[{ id: a, when: 'true' }, { id: a, when: 'true' }]`)

  assert.match(both.join(), /say either `when: condition` or `list: field`/)
  assert.match(dashes.join(), /lower-case letters, digits and underscores.*`zips_north`/)
  assert.match(twice.join(), /there is already a segment `a`/)
})

test('what is expected of rules may say who is in a list; the other segments follow', () => {
  const segments = `[{ id: zips, list: lead.postalCode }, { id: hot, when: score.tier == "hot" }]`
  const expect = (given: string, rule: string) =>
    problems(
      'segments.zips && segments.hot',
      segments,
      `expect: [{ name: x, given: ${given}, rule: ${rule} }]`,
    )

  assert.deepEqual(expect('{ segments.zips: true, score.tier: hot }', 'one'), [])
  assert.deepEqual(expect('{ segments.zips: true, score.tier: cold }', 'fallback'), [])
  assert.match(
    expect('{ score.tier: hot }', 'one').join(),
    /is unknown for segments.zips = missing/,
  )
  assert.match(expect('{ segments.hot: true }', 'one').join(), /there is no field `segments.hot`/)
})

test('points do not depend on segments', () => {
  const { scoring } = exampleCompany().documents
  const rule = { id: 'n', reason: 'n', points: 1, when: 'true && segments.dach' }
  const text = JSON.stringify({ ...scoring, fit: [rule] })

  const read = readDocuments([{ path: 'scoring.json', text }], exampleCompany().documents)

  assert.match(read.ok ? '' : (read.problems[0]?.reason ?? ''), /known in `routing` only/)
})
