import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { RoutingDocument } from '../documents/routing.ts'
import { factsGiven, type GivenFacts } from '../facts-given.ts'
import { lookThroughRules } from './look-through-rules.ts'
import { placesFrom, placesText } from './places-text.ts'
import { routingPlan } from './routing-plan.ts'
import { wholeTrace } from './whole-trace.ts'

const rulesFor = (whens: readonly string[]) =>
  RoutingDocument.parse({
    rules: whens.map((when, n) => ({
      id: `r${n}`,
      name: `${n}`,
      when,
      targets: [{ pool: 'emea' }],
    })),
    fallback: [{ pool: 'emea' }],
  })

function traced(document: RoutingDocument, given: GivenFacts) {
  const { trace } = lookThroughRules(routingPlan(document), factsGiven(given))
  const stored = JSON.parse(JSON.stringify({ revision: 1, ...trace }))
  return { stored, whole: wholeTrace(stored, document) }
}

describe('a trace of thousands of rules', () => {
  const whens = Array.from({ length: 5_000 }, (_, n) =>
    n % 2 === 0 ? `lead.postalCode == "${n}"` : `account.employees > ${n} && lead.country == "NO"`,
  )
  const document = rulesFor(whens)

  it('is kept in few letters, and tells of each rule what looking at it alone would', () => {
    const given = { 'lead.postalCode': '4500', 'lead.country': 'NO' }

    const { stored, whole } = traced(document, given)

    assert.ok(JSON.stringify(stored).length < 20_000)
    assert.equal(whole.rules.length, 4_501)
    for (const [place, rule] of whole.rules.entries()) {
      const when = document.rules[place]?.when ?? ''
      const alone = routingPlan(rulesFor([when])).rules[0]?.condition.evaluate(factsGiven(given))
      const { ruleId, ruledOutBy, ...looked } = rule
      assert.equal(ruleId, `r${place}`)
      assert.deepEqual(looked, alone)
      assert.equal(ruledOutBy, looked.verdict === 'false' ? 'lead.postalCode' : undefined)
    }
  })

  it('names every rule also when none of them matched', () => {
    const { stored, whole } = traced(document, { 'lead.postalCode': 'none', 'lead.country': 'SE' })

    assert.ok(JSON.stringify(stored).length < 200)
    assert.equal(whole.rules.length, 5_000)
    assert.ok(whole.rules.every(({ verdict }) => verdict === 'false'))
  })
})

describe('a trace of few rules', () => {
  it('stands there as it is, and says which of them the index ruled out', () => {
    const document = rulesFor(['lead.country == "SE"', 'lead.freeMail', 'lead.country == "NO"'])

    const { stored, whole } = traced(document, { 'lead.country': 'NO' })

    assert.equal(stored.many, undefined)
    assert.deepEqual(whole.rules, [
      { ruleId: 'r0', verdict: 'false', saw: { 'lead.country': 'NO' }, ruledOutBy: 'lead.country' },
      { ruleId: 'r1', verdict: 'unknown', saw: { 'lead.freeMail': null } },
      { ruleId: 'r2', verdict: 'true', saw: { 'lead.country': 'NO' } },
    ])
  })
})

it('places are written in runs and read again', () => {
  assert.equal(placesText([0, 3, 4, 5, 9]), '0,3-5,9')
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(300)), (places) => {
      const ascending = places.toSorted((a, b) => a - b)
      assert.deepEqual([...placesFrom(placesText(ascending))], ascending)
    }),
  )
})
