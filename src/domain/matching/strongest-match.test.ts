import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DEFAULT_WEIGHTS } from './default-weights.ts'
import { type Comparison, type MatchWeights, weighEvidence } from './fellegi-sunter.ts'
import { personComparisons } from './person-comparisons.ts'
import { type PersonFacts, type PersonRecord, personRecord } from './person-record.ts'
import { strongestMatch } from './strongest-match.ts'

type Candidate = { readonly contactId: string; readonly facts: PersonFacts }

const facts: fc.Arbitrary<PersonFacts> = fc.record({
  givenName: fc.constantFrom('Anna', 'Anne', 'Ann Marie', 'A', 'Berg', 'Olga', undefined),
  familyName: fc.constantFrom('Berg', 'Bergh', 'Berger', 'Anna', 'Dahl', undefined),
  emails: fc.subarray(['anna.berg@acme.example', 'anna.beg@acme.example', 'a.berg@gmail.com']),
  phones: fc.subarray(['+4722123456', '+4722123457', '+4793000000'], { maxLength: 2 }),
  company: fc.constantFrom('Acme', 'Acme Logistics AS', 'ACME Logistic', 'Quayside', undefined),
  companyDomains: fc.subarray(['acme.example', 'quayside.example'], { maxLength: 1 }),
})
const candidates = fc
  .array(facts, { maxLength: 12 })
  .chain((all) =>
    fc
      .shuffledSubarray(all.map((_, place) => `contact-${place}`))
      .map((ids) => ids.map((contactId, place) => ({ contactId, facts: all[place] ?? nobody }))),
  )
const nobody: PersonFacts = { emails: [], phones: [], companyDomains: [] }

const share = fc.double({ min: 1e-6, max: 1, noNaN: true })
/** Any weights at all, those where agreeing speaks against one person included. */
const anyWeights: fc.Arbitrary<MatchWeights> = fc.record(
  Object.fromEntries(
    Object.entries(DEFAULT_WEIGHTS).map(
      ([
        field,
        {
          m: { length },
        },
      ]) => {
        const shares = fc.array(share, { minLength: length, maxLength: length })
        return [field, fc.record({ m: shares, u: shares })]
      },
    ),
  ),
)
const weights = fc.oneof(fc.constant(DEFAULT_WEIGHTS), anyWeights)

test('it is the one that weighing every candidate whole would find', () => {
  fc.assert(
    fc.property(facts, candidates, weights, fc.option(share), (asked, known, given, common) => {
      const person = personRecord(asked)
      const weighing = {
        comparisons: personComparisons((word) => word.length),
        weights: given,
        frequencyOf: () => common ?? undefined,
      }

      const found = strongestMatch(person, known, (one) => personRecord(one.facts), weighing)

      const { comparisons, frequencyOf } = weighing
      const bitsOf = ({ facts: other }: Candidate) =>
        weighEvidence(person, personRecord(other), comparisons, given, frequencyOf).bits
      const [first] = known
        .map((one) => ({ id: one.contactId, bits: bitsOf(one) }))
        .sort((a, b) => b.bits - a.bits || (a.id < b.id ? -1 : 1))
      assert.equal(found?.candidate.contactId, first?.id)
    }),
  )
})

test('companies are compared only of those whom that can bring to the front', () => {
  const anna = { ...nobody, givenName: 'Anna', familyName: 'Berg', emails: ['ab@acme.example'] }
  const strangers = Array.from({ length: 50 }, (_, at) => {
    return { contactId: `stranger-${at}`, facts: { ...nobody, givenName: 'Olga', company: 'Acme' } }
  })
  const compared: PersonRecord[] = []
  const counted = (one: Comparison<PersonRecord>): Comparison<PersonRecord> => ({
    ...one,
    compare(a, b) {
      if (one.field === 'company') compared.push(b)
      return one.compare(a, b)
    },
  })
  const comparisons = personComparisons(() => 1).map(counted)

  const found = strongestMatch(
    personRecord(anna),
    [...strangers, { contactId: 'anna', facts: anna }],
    (one: Candidate) => personRecord(one.facts),
    { comparisons, weights: DEFAULT_WEIGHTS, frequencyOf: () => undefined },
  )

  assert.equal(found?.candidate.contactId, 'anna')
  assert.deepEqual(compared, [found?.item])
})
