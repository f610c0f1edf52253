import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { ContactId } from '../ids.ts'
import { DEFAULT_MODEL } from './match-model.ts'
import { matchVerdict, priorBitsOf } from './match-verdict.ts'
import type { PersonFacts } from './person-record.ts'

const ID = '01900000-0000-7000-8000-00000000000a' as ContactId
const THRESHOLDS = { automaticBits: 10, reviewBits: 0 }

const anna: PersonFacts = {
  givenName: 'Anna',
  familyName: 'Berg',
  emails: ['anna.berg@acme.example'],
  phones: ['+4722123456'],
  company: 'Acme Logistics AS',
  companyDomains: ['acme.example'],
}
const nothing = { emails: [], phones: [], companyDomains: [] }
const weigh = (facts: PersonFacts, ...known: readonly PersonFacts[]) =>
  matchVerdict(
    facts,
    known.map((one, at) => ({ contactId: `${ID.slice(0, -1)}${at}` as ContactId, facts: one })),
    DEFAULT_MODEL,
    THRESHOLDS,
  )
const verdict = (facts: PersonFacts, known: PersonFacts = anna) => weigh(facts, known).verdict

describe('the same person', () => {
  for (const [what, facts] of Object.entries<PersonFacts>({
    'a slip in the address': { ...anna, emails: ['anna.beg@acme.example'], phones: [] },
    'a slip in the domain': { ...anna, emails: ['anna.berg@acmee.example'], phones: [] },
    'another address, the same phone and company': { ...anna, emails: ['a@elsewhere.example'] },
    'swapped names and a nickname of the company': {
      ...anna,
      givenName: 'Berg',
      familyName: 'Anna',
      emails: [],
      company: 'ACME Logistics',
    },
    'a slip in the family name': { ...anna, familyName: 'Bergh', emails: [] },
  })) {
    test(what, () => assert.equal(verdict(facts), 'same'))
  }
})

describe('not attached without being asked', () => {
  for (const [what, facts, said] of [
    ['the same name elsewhere', elsewhere('Anna', 'Berg', 'other.example'), 'new'],
    ['a family behind one phone', family('Ole'), 'review'],
    ['a colleague with a similar address', colleague('Anne', 'Berg'), 'review'],
    ['a colleague of the same family', colleague('Karin', 'Berg'), 'new'],
    [
      'a colleague behind the desk’s phone',
      { ...colleague('Olga', 'Ivanova'), phones: anna.phones },
      'new',
    ],
    [
      'the same name at the same company, another address',
      { ...anna, emails: ['abg@acme.example'], phones: [] },
      'review',
    ],
  ] as const) {
    test(what, () => assert.equal(verdict(facts), said))
  }
})

function elsewhere(givenName: string, familyName: string, domain: string): PersonFacts {
  const user = `${givenName}.${familyName}`.toLowerCase()
  const emails = [`${user}@${domain}`]
  return {
    ...nothing,
    givenName,
    familyName,
    emails,
    company: 'Quayside Foods',
    companyDomains: [domain],
  }
}

function family(givenName: string): PersonFacts {
  return {
    ...nothing,
    givenName,
    familyName: 'Berg',
    emails: [`${givenName}.berg@gmail.com`.toLowerCase()],
    phones: anna.phones,
  }
}

function colleague(givenName: string, familyName: string): PersonFacts {
  const { company, companyDomains } = anna
  const emails = [`${givenName}.${familyName}@acme.example`.toLowerCase()]
  return { ...nothing, givenName, familyName, emails, company, companyDomains }
}

describe('what says nothing glues nobody together', () => {
  const desk = { emails: ['info@acme.example'], companyDomains: ['acme.example'], phones: [] }
  for (const [what, one, other] of [
    [
      'a desk’s mailbox',
      { ...desk, givenName: 'Ole', familyName: 'Dahl' },
      { ...desk, givenName: 'Eva', familyName: 'Lund' },
    ],
    [
      'a mailbox nobody reads',
      { ...nothing, emails: ['noreply@acme.example'] },
      { ...nothing, emails: ['noreply@acme.example'] },
    ],
    [
      'test test',
      { ...nothing, givenName: 'test', familyName: 'test' },
      { ...nothing, givenName: 'Test', familyName: 'Test' },
    ],
    [
      'letters for names',
      { ...nothing, givenName: 'A', familyName: 'B', company: 'Acme' },
      { ...nothing, givenName: 'A', familyName: 'B', company: 'Acme' },
    ],
    [
      'no name at one company',
      { ...nothing, companyDomains: ['acme.example'] },
      { ...nothing, companyDomains: ['acme.example'] },
    ],
    ['nothing', nothing, nothing],
  ] as const) {
    test(what, () => assert.notEqual(verdict(one, other), 'same'))
  }

  test('names alone, however rare', () => {
    const name = { ...nothing, givenName: 'Zebedee', familyName: 'Quackenbush' }
    const rare = { ...DEFAULT_MODEL, frequencyOf: () => 1e-9 }
    const known = [{ contactId: ID, facts: name }]

    const { verdict: said, bits = 0 } = matchVerdict(name, known, rare, {
      automaticBits: 5,
      reviewBits: 0,
    })

    assert.ok(bits > 5, `${bits} bits`)
    assert.equal(said, 'review')
  })
})

test('nobody shares a key: somebody new, and nobody is named', () => {
  const { verdict: said, contactId, fields, compared } = weigh(anna)

  assert.deepEqual([said, contactId, fields, compared], ['new', undefined, [], 0])
})

test('the bits are the sum of what is shown, and nothing a person said is among it', () => {
  const finding = weigh({ ...anna, emails: [] }, anna)

  const sum = finding.fields.reduce((all, { bits }) => all + bits, finding.priorBits)
  assert.ok(Math.abs(sum - (finding.bits ?? 0)) < 0.05)
  assert.deepEqual(
    finding.fields.map(({ field, level }) => `${field} ${level}`),
    ['givenName same', 'familyName same', 'phone same', 'company same'],
  )
  assert.doesNotMatch(JSON.stringify(finding), /anna|berg|acme|2212/i)
})

test('more contacts make any one of them less likely, and few count as ten thousand', () => {
  assert.equal(priorBitsOf(0), priorBitsOf(10_000))
  assert.ok(priorBitsOf(1_000_000) < priorBitsOf(10_000) - 6)
})

const someFacts: fc.Arbitrary<PersonFacts> = fc.record({
  givenName: fc.constantFrom('Anna', 'Anne', 'A', 'test', ''),
  familyName: fc.constantFrom('Berg', 'Bergh', 'Dahl', 'test', ''),
  emails: fc.subarray(['anna.berg@acme.example', 'anna.berg@gmail.com', 'info@acme.example'], {
    maxLength: 2,
  }),
  phones: fc.subarray(['+4722123456', '+4722123457'], { maxLength: 1 }),
  company: fc.constantFrom('Acme', 'Acme Logistics AS', undefined),
  companyDomains: fc.subarray(['acme.example']),
})

test('whatever the order of the candidates, the verdict is the same', () => {
  fc.assert(
    fc.property(
      someFacts,
      fc.array(someFacts, { maxLength: 6 }),
      fc.nat(),
      (facts, known, turn) => {
        const people = known.map((one, at) => ({
          contactId: `contact-${at}` as ContactId,
          facts: one,
        }))
        const turned = people
          .map((_, at) => people[(at + turn) % people.length])
          .filter((one) => one !== undefined)

        assert.deepEqual(
          matchVerdict(facts, turned, DEFAULT_MODEL, THRESHOLDS),
          matchVerdict(facts, people, DEFAULT_MODEL, THRESHOLDS),
        )
      },
    ),
  )
})

test('a higher threshold never attaches more, and what is attached has more than a name for it', () => {
  fc.assert(
    fc.property(someFacts, someFacts, fc.integer({ min: 1, max: 30 }), (facts, known, bits) => {
      const at = (automaticBits: number) =>
        matchVerdict(facts, [{ contactId: ID, facts: known }], DEFAULT_MODEL, {
          automaticBits,
          reviewBits: 0,
        })
      const [lower, higher] = [at(bits), at(bits + 1)]

      if (higher.verdict === 'same') assert.equal(lower.verdict, 'same')
      if (lower.verdict !== 'same') return
      assert.ok((lower.bits ?? 0) >= bits)
      const others = lower.fields.filter(({ field }) => !field.endsWith('Name'))
      assert.ok(others.some((one) => one.bits > 0))
    }),
  )
})
