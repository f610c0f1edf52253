import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Account, newAccount } from '../account.ts'
import { MatchingDocument } from '../documents/matching.ts'
import type { AccountId, RepId } from '../ids.ts'
import type { LeadParts } from '../lead-parts.ts'
import { accountKeys, companyKeys } from './account-keys.ts'
import { accountVerdict } from './account-verdict.ts'
import { companyOfLead } from './company-of-lead.ts'
import { TIE_BREAKERS } from './tie-breakers.ts'

let made = 0
function anAccount(name: string, given: Partial<Account> = {}): Account {
  made += 1
  const id = `01900000-0000-7000-8000-${String(made).padStart(12, '0')}` as AccountId
  return { ...newAccount(id, name), ...given }
}

type Said = {
  readonly company?: string
  readonly mail?: string
  readonly free?: boolean
  readonly phone?: string
  readonly postalCode?: string
  readonly country?: string
  readonly enrichment?: LeadParts['enrichment']
}

const partsOf = ({ company, mail, free = false, phone, postalCode, country, enrichment }: Said) =>
  ({
    form: { ...(company && { company }), ...(postalCode && { postalCode }) },
    findings: {
      notes: [],
      ...(mail && { emailDomain: mail, freeMail: free }),
      ...(phone && { phone }),
      ...(country && { country }),
    },
    ...(enrichment && { enrichment }),
  }) satisfies LeadParts

/** What the book says of a lead: only accounts that share a key with it are compared. */
function verdict(said: Said, accounts: readonly Account[], settings = {}, latest: Account[] = []) {
  const company = companyOfLead(partsOf(said))
  const keys = new Set(companyKeys(company))
  const candidates = accounts
    .filter((account) => accountKeys(account).some((key) => keys.has(key)))
    .map((account) => {
      const place = latest.indexOf(account)
      return { account, lastLeadAt: place < 0 ? undefined : new Date(2026, 0, 1 + place) }
    })
  const document = MatchingDocument.parse({ accounts: settings })
  const { matches, decidedBy } = accountVerdict(company, candidates, () => 1, document.accounts)
  const [best] = matches
  const account = accounts.find(({ id }) => id === best?.accountId)
  return {
    name: account?.name,
    account,
    by: best?.by,
    agreeing: best?.agreeing,
    decidedBy,
    matches,
  }
}

test('the same name is enough, whatever its legal form, spelling and script', () => {
  for (const company of [
    'quayside LOGISTICS',
    'The Quayside Logistics, Inc.',
    'Quäyside-Logistics GmbH',
  ]) {
    const { name, by } = verdict({ company }, [anAccount('Quayside Logistics AS')])
    assert.deepEqual([name, by], ['Quayside Logistics AS', 'exact-name'], company)
  }
})

test('what else a company is called is its name too', () => {
  const account = anAccount('International Business Machines', { otherNames: ['Big Blue'] })

  assert.equal(verdict({ company: 'Big Blue Inc' }, [account]).by, 'exact-name')
})

test('a near name needs a domain, a number or a place that agrees', () => {
  const account = anAccount('Quayside Logistics AS', {
    domains: ['quayside.example'],
    phone: '+4722334455',
    postalCode: '0150',
    country: 'NO',
  })
  const company = 'Quayside Logistik'
  const by = (said: Said) => verdict({ company, ...said }, [account]).by

  assert.equal(by({}), undefined)
  assert.equal(by({ mail: 'oslo.quayside.example' }), 'near-name')
  assert.equal(by({ phone: '+4722334455' }), 'near-name')
  assert.equal(by({ postalCode: '01 50', country: 'NO' }), 'near-name')
  assert.equal(by({ postalCode: '0150', country: 'DE' }), undefined)
  assert.equal(by({ phone: '+4722334456', mail: 'other.example' }), undefined)
})

test('initials are a near name', () => {
  const account = anAccount('Nordic Harbour Services', { postalCode: '0150' })

  assert.equal(verdict({ company: 'NHS', postalCode: '0150' }, [account]).by, 'near-name')
})

test('a domain alone counts where nothing better does, or beside names, or never', () => {
  const byDomain = anAccount('Acme Holding', { domains: ['acme.example'], named: true })
  const byName = anAccount('Delta Works')
  const said = { company: 'Delta Works', mail: 'acme.example' }
  const both = [byDomain, byName]

  assert.equal(verdict({ mail: 'acme.example' }, both).by, 'domain')
  assert.equal(verdict(said, both).name, 'Delta Works')
  assert.equal(verdict(said, both, { domainAlone: 'always' }).name, 'Acme Holding')
  assert.equal(verdict({ mail: 'acme.example' }, both, { domainAlone: 'off' }).name, undefined)
})

test('mail that anyone may have matches nobody, and neither does what people write who have no company', () => {
  const account = anAccount('Mail Co', { domains: ['mail.example'] })

  assert.equal(verdict({ mail: 'mail.example', free: true }, [account]).name, undefined)
  assert.equal(verdict({ company: 'n/a' }, [anAccount('n/a')]).name, undefined)
})

test('what providers know of the company counts as what the lead says', () => {
  const account = anAccount('Quayside', { domains: ['quayside.example'] })
  const enrichment = { company: { name: 'Quayside Ltd', domain: 'quayside.example' } }

  const { by, agreeing } = verdict({ mail: 'gmail.com', free: true, enrichment }, [account])

  assert.deepEqual([by, agreeing], ['exact-name', ['domain']])
})

test('of several the first tie-breaker on which they differ decides, and in the end the age', () => {
  const owner = { ownerRepId: 'ada' as RepId }
  const plain = anAccount('Acme')
  const child = anAccount('Acme', { parentId: plain.id })
  const named = anAccount('Acme', { named: true })
  const owned = anAccount('Acme', owner)
  const norwegian = anAccount('Acme', { country: 'NO' })
  const withDomain = anAccount('Acme', { domains: ['acme.example'] })
  const said = { company: 'Acme', mail: 'acme.example', country: 'NO' }
  const chosen = (accounts: Account[], settings = {}, latest: Account[] = []) => {
    const { account, decidedBy } = verdict(said, accounts, settings, latest)
    return [account?.id, decidedBy]
  }

  assert.deepEqual(chosen([plain, named, withDomain]), [withDomain.id, 'domain'])
  assert.deepEqual(chosen([plain, owned, named]), [named.id, 'named'])
  assert.deepEqual(chosen([plain, norwegian, owned]), [owned.id, 'owner'])
  assert.deepEqual(chosen([plain, norwegian]), [norwegian.id, 'country'])
  assert.deepEqual(chosen([child, plain]), [plain.id, 'parent'])
  assert.deepEqual(chosen([child, plain], { tieBreakers: ['subsidiary'] }), [
    child.id,
    'subsidiary',
  ])
  const twin = anAccount('Acme')
  assert.deepEqual(chosen([plain, twin], {}, [plain, twin]), [twin.id, 'recent-lead'])
  assert.deepEqual(chosen([twin, plain]), [plain.id, 'id'])
})

test('the account of a lead does not depend on the order in which accounts are found', () => {
  const account = fc
    .record({
      name: fc.constantFrom('Acme', 'Acme Tools', 'Delta'),
      domains: fc.subarray(['acme.example', 'delta.example']),
      named: fc.boolean(),
      country: fc.option(fc.constantFrom('NO', 'DE'), { nil: undefined }),
    })
    .map(({ name, ...given }) => anAccount(name, given))
  const breakers = fc.shuffledSubarray([...TIE_BREAKERS])
  fc.assert(
    fc.property(fc.array(account, { maxLength: 6 }), breakers, (accounts, tieBreakers) => {
      const said = { company: 'Acme', mail: 'acme.example', country: 'NO' }
      const one = verdict(said, accounts, { tieBreakers })
      const other = verdict(said, accounts.toReversed(), { tieBreakers })
      assert.deepEqual(one.matches, other.matches)
    }),
  )
})
