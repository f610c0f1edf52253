import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RepId } from '../ids.ts'
import type { AccountCells } from './account-columns.ts'
import { readAccountLine } from './read-account-line.ts'

const reader = {
  phone: (typed: string, country: string | undefined) =>
    typed.startsWith('+') ? typed : country && `+${country}${typed}`,
  country: (typed: string) => ({ norway: 'NO', no: 'NO' })[typed.toLowerCase()],
  isAnyones: (domain: string) => domain === 'gmail.com',
  rep: (text: string) =>
    (text === 'ada' || text === 'ada@halden.example' ? 'ada' : undefined) as RepId,
}
const read = (cells: AccountCells) => readAccountLine(2, cells, reader)

function understood(cells: AccountCells) {
  const line = read(cells)
  assert.ok('change' in line, JSON.stringify(line))
  return line
}

test('a full line is understood', () => {
  const line = understood({
    external_id: '17; hubspot:42',
    name: ' Quayside Logistics AS ',
    other_names: 'Quayside; QL',
    domains: 'https://www.Quayside.example/om, quayside.no',
    phone: '22 33 44 55',
    postal_code: '0150',
    country: 'Norway',
    parent: 'hubspot:7',
    owner: 'ada@halden.example',
    named: 'Yes',
    industry: 'Logistics',
    employees: '1 200',
    annual_revenue: '5000000',
  })

  assert.deepEqual(line, {
    line: 2,
    change: {
      name: 'Quayside Logistics AS',
      otherNames: ['Quayside', 'QL'],
      postalCode: '0150',
      industry: 'Logistics',
      country: 'NO',
      phone: '+NO22 33 44 55',
      employees: 1200,
      annualRevenue: 5_000_000,
      named: true,
      ownerRepId: 'ada',
      domains: ['quayside.example', 'quayside.no'],
      externalIds: { own: '17', hubspot: '42' },
    },
    knownBy: [
      'external:own 17',
      'external:hubspot 42',
      'domain:quayside.example',
      'domain:quayside.no',
    ],
    parentKey: 'external:hubspot 7',
  })
})

test('an empty cell says nothing, and a dash takes the value away', () => {
  const { change, parentKey } = understood({
    external_id: '17',
    name: '',
    owner: '-',
    phone: ' - ',
    other_names: '-',
    named: '',
    parent: '-',
  })

  assert.deepEqual(change, {
    otherNames: [],
    phone: null,
    ownerRepId: null,
    externalIds: { own: '17' },
  })
  assert.equal(parentKey, null)
})

test('a parent is named by an id of ours, a domain or an external id', () => {
  const parent = (text: string) => understood({ external_id: '1', parent: text }).parentKey
  const id = '01900000-0000-7000-8000-00000000000a'

  assert.equal(parent(id.toUpperCase()), `id:${id}`)
  assert.equal(parent('www.acme.example'), 'domain:acme.example')
  assert.equal(parent('12.5'), 'external:own 12.5')
  assert.equal(parent('sf:acme.example'), 'external:sf acme.example')
})

test('everything that is wrong is told with its column', () => {
  const problems = read({
    id: '12',
    external_id: '17',
    name: 'n/a',
    domains: 'gmail.com localhost',
    phone: '12',
    country: 'Atlantis',
    owner: 'nobody',
    named: 'perhaps',
    employees: 'many',
  })

  assert.ok(Array.isArray(problems))
  assert.deepEqual(
    problems.map(({ column }) => column),
    ['domains', 'domains', 'name', 'country', 'phone', 'employees', 'named', 'owner', 'id'],
  )
})

test('a line by which the account could not be found again is refused', () => {
  assert.deepEqual(read({ name: 'Quayside' }), [
    { line: 2, reason: 'give an external_id or domains, by which the account is found again' },
  ])
})
