import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { checkedCondition } from '../condition.ts'
import { factsGiven, type GivenFacts } from '../facts-given.ts'
import { type FirstTrue, indexConditions } from './condition-index.ts'

/** What evaluating one condition after another comes to. */
function oneByOne(whens: readonly string[], given: GivenFacts): FirstTrue {
  const facts = factsGiven(given)
  const verdicts = whens.map((when) => checkedCondition(when).evaluate(facts).verdict)
  const first = verdicts.indexOf('true')
  const place = first < 0 ? whens.length : first
  const unknown = verdicts.flatMap((verdict, index) => (verdict === 'unknown' ? [index] : []))
  return { place, unknown: unknown.filter((index) => index < place) }
}

const byIndex = (whens: readonly string[], given: GivenFacts) =>
  indexConditions(whens.map(checkedCondition)).firstTrue(factsGiven(given))

const country = fc.constantFrom('NO', 'SE', 'DK')
const leaf = fc.oneof(
  country.map((it) => `lead.country == "${it}"`),
  country.map((it) => `"${it}" == lead.country`),
  fc.tuple(country, country).map(([a, b]) => `lead.country in ["${a}", "${b}"]`),
  country.map((it) => `lead.country != "${it}"`),
  fc.integer({ min: 0, max: 3 }).map((it) => `account.employees == ${it}`),
  fc.integer({ min: 0, max: 3 }).map((it) => `account.employees in [${it}, ${it + 1}]`),
  fc.integer({ min: 0, max: 3 }).map((it) => `account.employees >= ${it}`),
  fc.constantFrom(
    ...['lead.freeMail', 'lead.freeMail == false', 'segments.dach', 'has(lead.country)', 'true'],
    ...['lead.answers.budget == "high"', 'lead.company.startsWith("Hal")', 'lead.country in []'],
    // Without a value: a division by nothing, a text that is no number, a zone that is none.
    ...['1 / 0 == 1', 'int(lead.company) > 3', 'time.now.getHours(lead.company) == 3'],
    '(lead.freeMail ? account.employees == 1 : lead.country == "NO")',
  ),
)
const condition = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    leaf,
    fc
      .tuple(tie('any'), fc.constantFrom('&&', '&&', '&&', '||'), tie('any'))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    tie('any').map((it) => `!(${it})`),
  ),
})).any

const lead: fc.Arbitrary<GivenFacts> = fc.record({
  'lead.country': fc.constantFrom('NO', 'SE', 'DK', 'FI', null),
  'account.employees': fc.constantFrom(0, 1, 2, 3, 3.5, null),
  'lead.freeMail': fc.constantFrom(true, false, null),
  'lead.answers.budget': fc.constantFrom('high', 'low', null),
  'lead.company': fc.constantFrom('Halden', '7', null),
  'segments.dach': fc.constantFrom(true, false, null),
})

describe('conditions that are looked through by the index', () => {
  it('come to exactly what each of them comes to alone', () => {
    fc.assert(
      fc.property(fc.array(condition, { maxLength: 40 }), lead, (whens, given) => {
        assert.deepEqual(byIndex(whens, given), oneByOne(whens, given))
      }),
      { numRuns: 500 },
    )
  })

  it('are thousands, most of them settled by one field', () => {
    const whens = Array.from(
      { length: 5_000 },
      (_, n) => `lead.postalCode == "${n}" && lead.freeMail`,
    )

    assert.deepEqual(byIndex(whens, { 'lead.postalCode': '4000', 'lead.freeMail': true }), {
      place: 4_000,
      unknown: [],
    })
    const withoutMail = byIndex(whens, { 'lead.postalCode': '4000' })
    assert.deepEqual(withoutMail, { place: 5_000, unknown: [4_000] })
    assert.equal(byIndex(whens, { 'lead.freeMail': true }).unknown.length, 5_000)
  })

  it('are false for a value that is there, however many demands of one field contradict', () => {
    const when = 'lead.country == "NO" && lead.country == "SE"'

    assert.deepEqual(byIndex([when], { 'lead.country': 'NO' }), { place: 1, unknown: [] })
    assert.deepEqual(byIndex([when], {}), { place: 1, unknown: [0] })
  })
})
