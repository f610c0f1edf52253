import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blockingKeys } from './blocking-keys.ts'
import { type PersonFacts, personRecord } from './person-record.ts'

const ingrid: PersonFacts = {
  givenName: 'Ingrid',
  familyName: 'Solberg',
  emails: ['ingrid.solberg@acme.example'],
  phones: ['+4790000000'],
  company: 'Acme Logistics AS',
  companyDomains: ['acme.example'],
}
const keys = (facts: Partial<PersonFacts>) => blockingKeys(personRecord({ ...ingrid, ...facts }))
const meets = (facts: Partial<PersonFacts>) => {
  const known = new Set(keys({}))
  return keys(facts).some((key) => known.has(key))
}

test('every kind of slip leaves a key by which the person is found', () => {
  const slips: Partial<PersonFacts>[] = [
    { familyName: 'Solbreg', emails: [], phones: [] },
    { givenName: 'Ingird', emails: [], phones: [] },
    {
      givenName: 'Solberg',
      familyName: 'Ingrid',
      emails: [],
      phones: [],
      company: undefined,
      companyDomains: [],
    },
    {
      emails: ['ingrid.solberg@gmail.com'],
      phones: [],
      company: undefined,
      companyDomains: [],
      givenName: 'I',
    },
    { emails: [], phones: ['+4790000000'], givenName: '', familyName: '' },
    { emails: [], phones: [], companyDomains: [], company: 'ACME-Logistics' },
  ]
  for (const slip of slips) assert.ok(meets(slip), JSON.stringify(slip))
})

test('a dozen keys at most for one address, number and company, each once', () => {
  assert.ok(keys({}).length <= 12)
  assert.equal(new Set(keys({})).size, keys({}).length)
})

test('a desk, a name for trying out and nothing at all are filed nowhere', () => {
  const nobody = {
    givenName: 'test',
    familyName: 'test',
    emails: ['info@acme.example'],
    phones: [],
    company: undefined,
    companyDomains: [],
  }
  assert.deepEqual(keys(nobody), [])
})

test('strangers without anything in common do not meet', () => {
  assert.ok(
    !meets({
      givenName: 'Olga',
      familyName: 'Ivanova',
      emails: ['olga@other.example'],
      phones: ['+12025550100'],
      company: 'Quayside Foods',
      companyDomains: ['other.example'],
    }),
  )
})
