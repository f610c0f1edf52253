import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linkedinSandbox, SANDBOX_LINKEDIN_TOKEN } from '../../../sandbox/linkedin-sandbox.ts'
import {
  behaviourOf,
  campaignNamesContract,
} from '../../../test/contracts/campaign-names-contract.ts'
import { PATIENT_MS } from '../../../test/contracts/fault.ts'
import type { NamedKind } from '../../domain/attribution.ts'
import { linkedinCampaignNames } from './campaign-names.ts'

const signal = new AbortController().signal
const ACCOUNT = '1234567'

async function start() {
  const linkedin = await linkedinSandbox()
  const settings = { token: SANDBOX_LINKEDIN_TOKEN, baseUrl: linkedin.url, account: ACCOUNT }
  return {
    linkedin,
    names: (timeLimitMs: number) => linkedinCampaignNames({ ...settings, timeLimitMs }),
    name(kind: NamedKind, id: string, name: string) {
      const { forms, names } = linkedin.received
      if (kind === 'form') forms.set(id, { id, name })
      else names.set(`${ACCOUNT}/${kind === 'ad' ? 'creatives' : 'adCampaigns'}/${id}`, name)
    },
    suffer(trouble: Parameters<typeof behaviourOf>[0]) {
      if (trouble === 'token-expired') linkedin.behave({ status: 401 })
      else if (trouble === 'not-allowed') linkedin.behave({ status: 403 })
      else linkedin.behave(behaviourOf(trouble))
    },
    [Symbol.asyncDispose]: linkedin.close,
  }
}

campaignNamesContract('LinkedIn', start, ['campaign', 'ad', 'form'])

test('what the token may not see costs only its own name', async () => {
  await using vendor = await start()
  for (const id of ['71', '72', '73']) vendor.name('campaign', id, `Campaign ${id}`)
  vendor.linkedin.received.forbidden.add(`adAccounts/${ACCOUNT}/adCampaigns/72`)
  const names = vendor.names(PATIENT_MS)

  const found = await names.namesOf('campaign', ['71', '72', '73'], signal)

  assert.deepEqual([...found.keys()], ['71', '73'])
})

test('there are no ad groups to ask for', async () => {
  await using vendor = await start()

  assert.deepEqual(await vendor.names(PATIENT_MS).namesOf('ad-group', ['71'], signal), new Map())
  assert.equal(vendor.linkedin.received.calls, 0)
})
