import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { exampleCompany } from '../../test/support/example-company.ts'
import { readDocuments } from './read-documents.ts'

const ROUTING = `rules:
  - id: hot
    name: Hot
    when: score.tier == "hot"
    targets: [{ pool: around-the-clock }]
  - id: nordics
    name: Nordics
    when: lead.country in ["NO", "SE"]
    targets: [{ pool: emea }]
fallback: [{ pool: around-the-clock }]
expect:
`

/** The problems of rules with these expectations, as `line: reason`. */
function problemsOf(expectations: string): readonly string[] {
  const read = readDocuments(
    [{ path: 'routing.yaml', text: `${ROUTING}${expectations}` }],
    exampleCompany().documents,
  )
  return read.ok ? [] : read.problems.map(({ line, reason }) => `${line}: ${reason}`)
}

const expecting = (given: string, rule: string) =>
  `  - name: A lead\n    given: ${given}\n    rule: ${rule}\n`

describe('expectations of rules', () => {
  test('that are met are no problem, those of the fallback included', () => {
    const met = [
      expecting('{ lead.country: NO }', 'nordics'),
      expecting('{ lead.country: NO, score.tier: hot }', 'hot'),
      expecting('{ lead.answers.budget: "50" }', 'fallback'),
    ]

    assert.deepEqual(problemsOf(met.join('')), [])
  })

  test('that are not met keep the document from being applied, and say why', () => {
    assert.deepEqual(problemsOf(expecting('{ lead.country: DK }', 'nordics')), [
      '14: "A lead" goes to `fallback`, not to `nordics`; its condition is false for lead.country = DK',
    ])
    assert.deepEqual(problemsOf(expecting('{ score.tier: warm }', 'nordics')), [
      '14: "A lead" goes to `fallback`, not to `nordics`; its condition is unknown for lead.country = missing',
    ])
    assert.deepEqual(problemsOf(expecting('{ lead.country: SE, score.tier: hot }', 'nordics')), [
      '14: "A lead" goes to `hot`, not to `nordics`; that rule matches too, but stands after it',
    ])
  })

  test('name fields and rules there are, with a suggestion', () => {
    assert.deepEqual(problemsOf(expecting('{ lead.contry: NO }', 'nordic')), [
      '13: there is no field `lead.contry`; did you mean `lead.country`?',
      '14: there is no rule `nordic`; did you mean `nordics`?',
    ])
    assert.deepEqual(problemsOf(expecting('{ score.total: high }', 'hot')), [
      '13: `score.total` is a number',
    ])
  })
})
