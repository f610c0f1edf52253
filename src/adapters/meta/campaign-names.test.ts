import assert from 'node:assert/strict'
import { test } from 'node:test'
import { metaSandbox, SANDBOX_META_TOKEN } from '../../../sandbox/meta-sandbox.ts'
import {
  behaviourOf,
  campaignNamesContract,
} from '../../../test/contracts/campaign-names-contract.ts'
import { PATIENT_MS } from '../../../test/contracts/fault.ts'
import type { NamedKind } from '../../domain/attribution.ts'
import { metaCampaignNames } from './campaign-names.ts'

const signal = new AbortController().signal

async function start() {
  const meta = await metaSandbox()
  const settings = { token: SANDBOX_META_TOKEN, baseUrl: meta.url }
  return {
    meta,
    names: (timeLimitMs: number) => metaCampaignNames({ ...settings, timeLimitMs }),
    name(kind: NamedKind, id: string, name: string) {
      const things = kind === 'form' ? meta.received.forms : meta.received.adverts
      things.set(id, { id, name })
    },
    suffer(trouble: Parameters<typeof behaviourOf>[0]) {
      if (trouble === 'token-expired') meta.behave({ status: 400, error: '190' })
      else if (trouble === 'not-allowed') meta.behave({ status: 400, error: '200' })
      else if (trouble === 'rate-limit')
        meta.behave({ status: 400, error: '17', retryAfterSeconds: 40 })
      else meta.behave(behaviourOf(trouble))
    },
    [Symbol.asyncDispose]: meta.close,
  }
}

campaignNamesContract('Meta', start, ['campaign', 'ad-group', 'ad', 'form'])

test('what belongs to others costs only its own name', async () => {
  await using vendor = await start()
  for (const id of ['71', '72', '73', '74']) vendor.name('ad', id, `Ad ${id}`)
  vendor.meta.received.foreign.add('73')
  const names = vendor.names(PATIENT_MS)

  const found = await names.namesOf('ad', ['71', '72', '73', '74'], signal)

  assert.deepEqual([...found.keys()], ['71', '72', '74'])
})

test('names that all are there take one call, and what has no name has none', async () => {
  await using vendor = await start()
  vendor.name('campaign', '71', 'Spring')
  vendor.meta.received.adverts.set('72', { id: '72' })
  const names = vendor.names(PATIENT_MS)

  const found = await names.namesOf('campaign', ['71', '72'], signal)

  assert.deepEqual(found, new Map([['71', 'Spring']]))
  assert.equal(vendor.meta.received.calls, 1)
})
