import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blockingKeys, kindOfKey } from './blocking-keys.ts'
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

test('about a dozen keys for one address, number and company, each once', () => {
  assert.ok(keys({}).length <= 13)
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

test('what says nothing gives no key beside those that do', () => {
  const kinds = (facts: Partial<PersonFacts>) =>
    [...new Set(keys(facts).map(kindOfKey))].sort().join(' ')

  assert.equal(kinds({}), 'email family-at given-at names names-at phone user word')
  assert.equal(kinds({ givenName: 'I' }), 'email family-at phone user word')
  assert.equal(kinds({ givenName: '', familyName: 'S' }), 'email phone user')
  assert.equal(kinds({ emails: ['noreply2@acme.example'] }), kinds({ emails: [] }))
  for (const company of ['n/a', 'Self-employed', 'TEST', '---', '']) {
    assert.equal(
      kinds({ company, companyDomains: [], emails: [], phones: [] }),
      kinds({ company: undefined, companyDomains: [], emails: [], phones: [] }),
      company,
    )
  }
})

test('a common name at a large company is told from others there', () => {
  const john = { givenName: 'John', familyName: 'Smith', emails: [], phones: [] }
  const at = (companyDomains: string[]) => keys({ ...john, company: undefined, companyDomains })

  assert.ok(at(['acme.example']).includes('names-at:john smith d acme.example'))
  assert.ok(!at(['other.example']).includes('names-at:john smith d acme.example'))
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
