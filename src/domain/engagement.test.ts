import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { BUYING_WORDS, buyingWordsIn } from './buying-words.ts'
import { engagementInTranscript, engagementOf, type Turn, turnOf } from './engagement.ts'

const NOON = Date.parse('2026-03-02T12:00:00Z')

const aRole = fc.constantFrom('visitor', 'bot', 'agent')
const aTurn: fc.Arbitrary<Turn> = fc
  .record({
    role: aRole,
    text: fc.constantFrom('Hello', 'What is the price?', 'A quote and a demo, please', '¿Precio?'),
    at: fc.option(
      fc.nat({ max: 10_000 }).map((second) => new Date(NOON + second * 1_000)),
      { nil: undefined },
    ),
  })
  .map(({ at, ...message }) => turnOf(at === undefined ? message : { ...message, at }))
const someTurns = fc.array(aTurn, { maxLength: 20 })

test('what is counted does not depend on the order of the messages', () => {
  fc.assert(
    fc.property(
      someTurns.chain((turns) =>
        fc.tuple(
          fc.constant(turns),
          fc.shuffledSubarray(turns, { minLength: turns.length, maxLength: turns.length }),
        ),
      ),
      ([turns, shuffled]) => {
        const [{ medianAnswerSeconds: _, ...one }, { medianAnswerSeconds: __, ...other }] = [
          engagementOf({ turns }),
          engagementOf({ turns: shuffled }),
        ]
        assert.deepEqual(other, one)
      },
    ),
  )
})

test('the same chat always gives the same, and is not changed by being looked at', () => {
  fc.assert(
    fc.property(someTurns, (turns) => {
      const frozen = Object.freeze(turns.map((turn) => Object.freeze(turn)))

      assert.deepEqual(engagementOf({ turns: frozen }), engagementOf({ turns: frozen }))
    }),
  )
})

test('what others say counts for nothing but the time to answer and how long it took', () => {
  fc.assert(
    fc.property(someTurns, (turns) => {
      const visitor = turns.filter(({ role }) => role === 'visitor')
      const [all, alone] = [engagementOf({ turns }), engagementOf({ turns: visitor })]

      assert.deepEqual(
        [all.visitorMessages, all.questions, all.buyingWords],
        [alone.visitorMessages, alone.questions, alone.buyingWords],
      )
      assert.equal(all.visitorMessages, visitor.length)
      assert.ok(all.questions <= all.visitorMessages)
      assert.equal(alone.medianAnswerSeconds, undefined)
    }),
  )
})

test('two chats one after the other count as much as both of them', () => {
  fc.assert(
    fc.property(someTurns, someTurns, (first, second) => {
      const [a, b, both] = [first, second, [...first, ...second]].map((turns) =>
        engagementOf({ turns }),
      )
      for (const count of ['visitorMessages', 'questions', 'buyingWords'] as const) {
        assert.equal(both?.[count], (a?.[count] ?? 0) + (b?.[count] ?? 0))
      }
    }),
  )
})

test('the time to answer lies between the fastest and the slowest answer, and is never negative', () => {
  fc.assert(
    fc.property(someTurns, (turns) => {
      const gaps = turns.flatMap(({ role, at }, index) => {
        const before = turns[index - 1]
        if (role !== 'visitor' || before === undefined || before.role === 'visitor') return []
        if (at === undefined || before.at === undefined) return []
        return [Math.max(0, (at.getTime() - before.at.getTime()) / 1_000)]
      })
      const { medianAnswerSeconds: median } = engagementOf({ turns })

      assert.equal(median === undefined, gaps.length === 0)
      if (median === undefined) return
      assert.ok(median >= Math.min(...gaps) && median <= Math.max(...gaps))
      assert.ok(gaps.filter((gap) => gap <= median).length >= gaps.length / 2)
      assert.ok(gaps.filter((gap) => gap >= median).length >= gaps.length / 2)
    }),
  )
})

test('a transcript that came whole counts as the same messages that came one by one', () => {
  const aLine = fc.record({
    role: aRole,
    text: fc.constantFrom('Hello', 'Do you have a trial?'),
    at: fc.nat({ max: 1_000 }).map((second) => new Date(NOON + second * 1_000).toISOString()),
  })
  fc.assert(
    fc.property(fc.array(aLine, { maxLength: 10 }), (lines) => {
      const turns = lines.map(({ at, ...line }) => turnOf({ ...line, at: new Date(at) }))

      assert.deepEqual(engagementInTranscript(lines), engagementOf({ turns }))
    }),
  )
})

test('words of buyers count whole, once each, in any case and order', () => {
  const someWords = fc.uniqueArray(fc.constantFrom(...BUYING_WORDS), {
    maxLength: 6,
    selector: (word) => word.normalize('NFC').toLowerCase(),
  })
  fc.assert(
    fc.property(someWords, fc.boolean(), (words, loud) => {
      const said = [...words, ...words.toReversed()].join(', ')
      const glued = words.map((word) => `x${word}x`).join(' ')

      assert.equal(buyingWordsIn(loud ? said.toUpperCase() : said), words.length)
      assert.equal(buyingWordsIn(glued), 0)
    }),
  )
})
