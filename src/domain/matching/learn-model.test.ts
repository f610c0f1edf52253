import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DEFAULT_WEIGHTS } from './default-weights.ts'
import { heldWeights } from './held-weights.ts'
import { type Lesson, learnModel } from './learn-model.ts'
import { personRecord } from './person-record.ts'
import { countValues, frequencyOf, wordWeight } from './value-frequencies.ts'

const GIVEN = ['Anna', 'Ole', 'Kari', 'Jonas', 'Ingrid', 'Lars', 'Eva', 'Nils', 'Maria', 'Per']
const FAMILY = [
  'Berg',
  'Dahl',
  'Lund',
  'Moen',
  'Hagen',
  'Strand',
  'Solberg',
  'Iversen',
  'Nygaard',
  'Foss',
  'Holm',
]

/** People with names, addresses and phones of their own, a third of whom wrote twice. */
function lessons(count: number): Lesson[] {
  return Array.from({ length: count }, (_, at): Lesson[] => {
    const [givenName, familyName] = [
      GIVEN[at % GIVEN.length] ?? '',
      FAMILY[(at * 7) % FAMILY.length] ?? '',
    ]
    const facts = {
      givenName,
      familyName: `${familyName}${String.fromCharCode(97 + (at % 26))}${String.fromCharCode(97 + ((at >> 4) % 26))}`,
      emails: [`person${at}@company${at % 50}.example`],
      phones: [`+472212${String(1_000 + at)}`],
      company: `Company ${String.fromCharCode(97 + (at % 25))}orth`,
      companyDomains: [`company${at % 50}.example`],
    }
    const again = {
      ...facts,
      emails: at % 2 === 0 ? facts.emails : [`p${at}@company${at % 50}.example`],
    }
    const one = { contactId: `contact-${at}`, facts }
    return at % 3 === 0 ? [one, { ...one, facts: again }] : [one]
  }).flat()
}

/** Where it does not matter how well rare agreements are known. */
const FEW_PAIRS = 2_000

describe('learning from leads', () => {
  const given = lessons(1_500)
  const learned = learnModel(given, [])

  test('gives weights that tell persons apart', () => {
    assert.ok(learned.learned >= 3, `${learned.learned} fields`)
    assert.notDeepEqual(learned.weights, DEFAULT_WEIGHTS)
    for (const [field, { m, u }] of Object.entries(learned.weights)) {
      assert.ok(Math.log2((m.at(-1) ?? 1) / (u.at(-1) ?? 1)) > 0, field)
      assert.ok(Math.log2((m[0] ?? 1) / (u[0] ?? 1)) < 0, field)
    }
  })

  test('gives the same weights for the same leads', () => {
    const [first, again] = [1, 2].map(() => learnModel(given, [], FEW_PAIRS))

    assert.deepEqual(again, first)
    assert.notDeepEqual(first?.weights, DEFAULT_WEIGHTS)
  })

  test('keeps only values that many people share', () => {
    const { people, values } = learned.frequencies
    assert.equal(people, 1_500)
    assert.equal(values.givenName?.anna, 150)
    assert.deepEqual(
      Object.values(values)
        .flatMap((of) => Object.values(of))
        .filter((count) => count < 10),
      [],
    )
    assert.equal(JSON.stringify(values).includes('person1@'), false)
  })
})

test('what people said about pairs outweighs what they look like', () => {
  const at = (place: number, phone: string): Lesson => ({
    contactId: `c${place}`,
    facts: {
      givenName: 'Anna',
      familyName: 'Berg',
      emails: [],
      phones: [phone],
      companyDomains: [],
    },
  })
  const namesakes = Array.from({ length: 60 }, (_, place) =>
    at(place, `+47221${10_000 + place * 137}`),
  )
  const labels = (isSame: boolean) =>
    namesakes.flatMap((one, place) =>
      namesakes
        .slice(place + 1)
        .map((other) => ({ contactIds: [one.contactId, other.contactId] as const, isSame })),
    )
  const others = lessons(400)
  const differs = (isSame: boolean) => {
    const { weights } = learnModel([...others, ...namesakes], labels(isSame), FEW_PAIRS)
    return weights.phone?.m[0] ?? 0
  }

  assert.ok(differs(true) > differs(false) + 0.2, 'one person with many numbers, or many persons')
})

describe('what was learned badly', () => {
  const reversed = { m: [0.9, 0.05, 0.05], u: [0.1, 0.1, 0.8] }

  test('leaves a field with its shipped weights', () => {
    const { weights, learned } = heldWeights({ ...DEFAULT_WEIGHTS, phone: reversed })

    assert.deepEqual(weights.phone, DEFAULT_WEIGHTS.phone)
    assert.equal(learned, 4)
  })

  test('leaves all of them when most are nonsense, missing or no numbers', () => {
    const nonsense = {
      ...DEFAULT_WEIGHTS,
      phone: reversed,
      email: { m: [], u: [] },
      company: { m: [Number.NaN], u: [1] },
    }

    assert.deepEqual(heldWeights(nonsense), { weights: DEFAULT_WEIGHTS, learned: 0 })
    assert.deepEqual(heldWeights({}), { weights: DEFAULT_WEIGHTS, learned: 0 })
  })

  test('leads no level further than four bits from what is shipped', () => {
    const sure = { m: [0.0001, 0.0001, 0.9998], u: [0.9999, 0.00005, 0.0000001] }
    const { phone } = heldWeights({ ...DEFAULT_WEIGHTS, phone: sure }).weights
    const bits = (level: number) => Math.log2((phone?.m[level] ?? 1) / (phone?.u[level] ?? 1))

    assert.equal(bits(2).toFixed(3), (12.7 + 4).toFixed(3))
    assert.equal(bits(0).toFixed(3), (-1.5 - 4).toFixed(3))
  })
})

describe('how common values are', () => {
  const people = lessons(1_500).map(({ facts }) => personRecord(facts))

  test('a value that is not kept is as common as it can be without being kept', () => {
    const share = frequencyOf(countValues(people))

    assert.equal(share('givenName', 'zebedee'), 10 / people.length)
    assert.ok((share('givenName', 'anna') ?? 0) > 0.05)
    assert.equal(frequencyOf(countValues([]))('givenName', 'anna'), undefined)
  })

  test('a word that many companies have tells less', () => {
    const weight = wordWeight(countValues(people))

    assert.ok(weight('company') < weight('quayside'))
  })
})
