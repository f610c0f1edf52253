import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { compileCondition } from './condition.ts'

const cases: readonly (readonly [condition: string, meant: string, column: number])[] = [
  ['lead.freeMail and lead.hasPhone', '&&', 15],
  ['lead.freeMail OR lead.hasPhone', '||', 15],
  ['not lead.freeMail', '!', 5],
  ['lead.country not in ["DE"]', '!(… in …)', 14],
  ['lead.country is "DE"', '==', 14],
  ['lead.country is not "DE"', '!=', 14],
  ['lead.company contains "x"', '.contains(…)', 14],
  ['lead.company starts with "x"', '.startsWith(…)', 14],
  ['lead.country = "DE"', '==', 14],
  ['lead.country === "DE"', '==', 16],
  ['lead.country !== "DE"', '!=', 16],
  ['lead.country <> "DE"', '!=', 15],
  ['score.total => 50', '>=', 13],
  ['score.total =< 50', '<=', 13],
  ['lead.freeMail & lead.hasPhone', '&&', 15],
  ['lead.freeMail | lead.hasPhone', '||', 15],
  ['lead.country == “DE”', '"', 17],
]

describe('what is written by habit is answered with what is meant, and where', () => {
  for (const [condition, meant, column] of cases) {
    test(condition, () => {
      const message = `cannot be read on here; did you mean \`${meant}\`?`
      assert.deepEqual(compileCondition(condition), { ok: false, message, line: 1, column })
    })
  }
})

test('a list in parentheses, a text without quotes and a word too much are told as that', () => {
  for (const [condition, message] of [
    ['lead.country in ("DE", "AT")', 'a list stands in brackets: `in ["a", "b"]`'],
    ['lead.country == DE', 'there is no field `DE`; a text stands in quotes: `"DE"`'],
    ['lead.freeMail please', '`please` cannot stand here'],
  ] as const) {
    assert.partialDeepStrictEqual(compileCondition(condition), { ok: false, message })
  }
})
