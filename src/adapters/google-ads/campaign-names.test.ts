import assert from 'node:assert/strict'
import { test } from 'node:test'
import { googleAdsSandbox, SANDBOX_GOOGLE } from '../../../sandbox/google-ads-sandbox.ts'
import {
  behaviourOf,
  campaignNamesContract,
} from '../../../test/contracts/campaign-names-contract.ts'
import { PATIENT_MS, unavailable } from '../../../test/contracts/fault.ts'
import type { NamedKind } from '../../domain/attribution.ts'
import { Refused } from '../../domain/failure.ts'
import { googleCampaignNames } from './campaign-names.ts'

const signal = new AbortController().signal

/** A thing under its key of the sandbox, as a row of an answer. */
const ROWS: Readonly<Record<NamedKind, (id: string, name: string) => readonly [string, object]>> = {
  campaign: (id, name) => [`campaign ${id}`, { campaign: { id, name } }],
  'ad-group': (id, name) => [`ad_group ${id}`, { adGroup: { id, name } }],
  ad: (id, name) => [`ad_group_ad ${id}`, { adGroupAd: { ad: { id, name } } }],
  form: (id, name) => [`asset ${id}`, { asset: { id, name } }],
}

async function start(given: Partial<Parameters<typeof googleCampaignNames>[0]> = {}) {
  const google = await googleAdsSandbox()
  const settings = { ...SANDBOX_GOOGLE, baseUrl: google.url, oauthBaseUrl: google.url, ...given }
  return {
    google,
    names: (timeLimitMs: number) => googleCampaignNames({ ...settings, timeLimitMs }),
    name(kind: NamedKind, id: string, name: string) {
      const [key, row] = ROWS[kind](id, name)
      google.received.things.set(key, row as Readonly<Record<string, unknown>>)
    },
    suffer(trouble: Parameters<typeof behaviourOf>[0]) {
      google.received.isRevoked = trouble === 'token-expired'
      google.received.isForbidden = trouble === 'not-allowed'
      google.behave(behaviourOf(trouble))
    },
    [Symbol.asyncDispose]: google.close,
  }
}

campaignNamesContract('Google Ads', start, ['campaign', 'ad-group', 'ad', 'form'])

test('a form without a name is known by its headline, and an ad without one stays nameless', async () => {
  await using vendor = await start()
  const { things } = vendor.google.received
  things.set('asset 9', { asset: { id: '9', name: '', leadFormAsset: { headline: 'Ask us' } } })
  things.set('ad_group_ad 6', { adGroupAd: { ad: { id: '6' } } })
  const names = vendor.names(PATIENT_MS)

  assert.deepEqual(await names.namesOf('form', ['9'], signal), new Map([['9', 'Ask us']]))
  assert.deepEqual(await names.namesOf('ad', ['6'], signal), new Map())
})

test('one access token serves many calls, and another is fetched when it has ended', async () => {
  await using vendor = await start()
  vendor.name('campaign', '71', 'Spring')
  const names = vendor.names(PATIENT_MS)
  const ask = () => names.namesOf('campaign', ['71'], signal)

  await ask()
  await ask()
  const before = vendor.google.received.calls
  vendor.google.received.accessTokens.clear()
  const found = await ask()

  assert.equal(before, 3)
  assert.deepEqual(found, new Map([['71', 'Spring']]))
  assert.equal(vendor.google.received.calls, before + 3)
})

test('an access token is exchanged before its hour is over', async () => {
  let now = new Date('2026-03-02T14:30:00Z')
  await using vendor = await start({ clock: () => now })
  const names = vendor.names(PATIENT_MS)
  await names.namesOf('campaign', ['71'], signal)

  now = new Date('2026-03-02T15:29:30Z')
  await names.namesOf('campaign', ['71'], signal)

  assert.equal(vendor.google.received.accessTokens.size, 2)
})

for (const wrong of [
  { refreshToken: '1//another' },
  { clientSecret: 'another' },
  { developerToken: 'another' },
]) {
  test(`a wrong ${Object.keys(wrong)} is for a person to mend`, async () => {
    await using vendor = await start(wrong)

    const failure = await unavailable(vendor.names(PATIENT_MS).namesOf('campaign', ['71'], signal))

    assert.equal(failure.code, 'source-token-expired')
    assert.doesNotMatch(failure.message, /another/)
  })
}

for (const wrong of [{ customerId: '5' }, { loginCustomerId: undefined }]) {
  test(`an account that ${Object.keys(wrong)} does not show is no matter of the token`, async () => {
    await using vendor = await start(wrong)

    const failure = await unavailable(vendor.names(PATIENT_MS).namesOf('campaign', ['71'], signal))

    assert.equal(failure.code, 'source-permission-missing')
  })
}

test('too many calls are waited out as long as Google says, at most a day', async () => {
  const now = new Date('2026-03-02T14:30:00Z')
  await using vendor = await start({ clock: () => now })
  const names = vendor.names(PATIENT_MS)
  const ask = () => names.namesOf('campaign', ['71'], signal)
  await ask()

  vendor.google.behave({ status: 429, retryAfterSeconds: 900 })
  const soon = await unavailable(ask())
  vendor.google.behave({ status: 429, retryAfterSeconds: 9_000_000 })
  const late = await unavailable(ask())

  assert.equal(soon.code, 'google-ads-rate-limited')
  assert.equal(soon.notBefore?.toISOString(), '2026-03-02T14:45:00.000Z')
  assert.equal(late.notBefore?.toISOString(), '2026-03-03T14:30:00.000Z')
})

test('a query that Google does not take is refused', async () => {
  await using vendor = await start()
  const names = vendor.names(PATIENT_MS)
  await names.namesOf('campaign', ['71'], signal)
  vendor.google.behave({ status: 400, error: 'INVALID_ARGUMENT' })

  await assert.rejects(
    names.namesOf('campaign', ['71'], signal),
    (error) => error instanceof Refused && error.code === 'google-ads-rejected',
  )
})
