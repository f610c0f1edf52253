import assert from 'node:assert/strict'
import { test } from 'node:test'
import { enrichmentProviderContract } from '../../../test/contracts/enrichment-provider-contract.ts'
import { offlineProvider } from './enrichment-provider.ts'

const patience = new AbortController().signal

enrichmentProviderContract('offlineProvider', async () => ({
  provider: offlineProvider(),
  known: { companyDomain: 'nordlicht.se', title: 'CTO' },
  unknown: { email: 'ilja@example.com' },
  [Symbol.asyncDispose]: async () => undefined,
}))

test('domain, country, rank and department are read off the form', async () => {
  const answer = await offlineProvider().lookUp(
    { companyDomain: 'emea.mail.nordlicht.co.uk', phoneCountry: 'GB', title: 'Head of Sales' },
    patience,
  )

  assert.deepEqual(answer, {
    outcome: 'found',
    enrichment: {
      company: { domain: 'nordlicht.co.uk', country: 'GB' },
      person: { seniority: 'director', department: 'sales' },
    },
  })
})

test('what says nothing is left out', async () => {
  const answer = await offlineProvider().lookUp(
    { companyDomain: 'localhost', phoneCountry: 'SE', title: 'Wizard' },
    patience,
  )

  assert.deepEqual(answer, { outcome: 'found', enrichment: { company: { country: 'SE' } } })
})
