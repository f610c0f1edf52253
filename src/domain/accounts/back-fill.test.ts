import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Account, changedAccount, newAccount } from '../account.ts'
import type { AccountId, RepId } from '../ids.ts'
import { backFilled, type CompanyValues } from './back-fill.ts'

const acme = newAccount('acme' as AccountId, 'Acme')
const ada = 'ada' as RepId
const bo = 'bo' as RepId

test('a new account is what the CRM says', () => {
  const { change } = backFilled(undefined, { name: 'Acme', ownerRepId: ada }, undefined)

  assert.deepEqual(change, { name: 'Acme', ownerRepId: ada })
})

test('the first time it fills what is empty, and overwrites nothing', () => {
  const ours = { ...acme, ownerRepId: bo }
  const theirs = { name: 'Acme Inc', ownerRepId: ada, country: 'NO', domains: ['acme.example'] }

  const { change, kept } = backFilled(ours, theirs, undefined)

  assert.deepEqual(change, { country: 'NO', domains: ['acme.example'] })
  assert.deepEqual(kept, ['name', 'ownerRepId'])
})

test('what changed there is followed, also when it was taken away; what changed here stays', () => {
  const before = { name: 'Acme', ownerRepId: ada, industry: 'Tools', country: 'NO' }
  const ours = { ...acme, ownerRepId: ada, industry: 'Toys', country: 'NO' }
  const theirs = { name: 'Acme', industry: 'Games', country: 'SE' }

  const { change, kept } = backFilled(ours, theirs, before)

  assert.deepEqual(change, { country: 'SE', ownerRepId: null })
  assert.deepEqual(kept, ['industry'])
})

test('the same said again changes nothing, and an edit by hand survives any number of times', () => {
  const values = fc.record({
    name: fc.constantFrom('Acme', 'Acme Inc'),
    country: fc.option(fc.constantFrom('NO', 'SE'), { nil: undefined }),
    named: fc.option(fc.boolean(), { nil: undefined }),
    domains: fc.subarray(['a.example', 'b.example']),
  })
  fc.assert(
    fc.property(fc.array(values, { minLength: 1 }), (said) => {
      let ours: Account = { ...acme, industry: 'By hand' }
      let before: CompanyValues | undefined
      for (const theirs of said) {
        ours = changedAccount(ours, backFilled(ours, theirs, before).change)
        before = theirs
        assert.deepEqual(backFilled(ours, theirs, before), { change: {}, kept: [] })
      }
      assert.equal(ours.industry, 'By hand')
    }),
  )
})
