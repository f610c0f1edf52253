import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ActivityObject } from '../../../sandbox/hubspot-activities.ts'
import { hubspotSandbox, SANDBOX_HUBSPOT_TOKEN } from '../../../sandbox/hubspot-sandbox.ts'
import { Refused } from '../../domain/failure.ts'
import { hubspotActivities } from './activities.ts'

const NOW = new Date('2026-03-02T14:30:00Z')
const signal = new AbortController().signal

async function portalWithUs() {
  const hubspot = await hubspotSandbox()
  const settings = { baseUrl: hubspot.url, owners: { 'mara-lind': '9001' }, clock: () => NOW }
  const { activities } = hubspot.received.portal
  return {
    hubspot,
    activities,
    source: hubspotActivities({ ...settings, token: SANDBOX_HUBSPOT_TOKEN }),
    log: (object: ActivityObject, contactIds: readonly string[], more: object = {}) =>
      activities.log({ object, contactIds, properties: { hs_timestamp: TIME, ...more } }),
    [Symbol.asyncDispose]: hubspot.close,
  }
}

const TIME = '2026-03-02T14:20:00Z'

test('calls, mails and meetings are read with their time and their rep, for each person they are of', async () => {
  await using portal = await portalWithUs()
  portal.log('calls', ['1', '2'], { hubspot_owner_id: '9001' })
  portal.log('emails', ['2'], { hubspot_owner_id: '9777', hs_email_direction: 'EMAIL' })
  portal.log('meetings', ['2'], { hs_meeting_start_time: '1772461500000' })

  const { activities } = await portal.source.of(['1', '2', '3'], NOW, signal)

  const at = new Date(TIME)
  const call = { how: 'call', at, repId: 'mara-lind' }
  assert.deepEqual(activities, [
    { recordId: '1', ...call },
    { recordId: '2', ...call },
    { recordId: '2', how: 'email', at, repId: undefined },
    { recordId: '2', how: 'meeting', at: new Date(1_772_461_500_000), repId: undefined },
  ])
})

test('somebody with more calls than one page or batch has is read to the end', async () => {
  await using portal = await portalWithUs()
  for (let nth = 0; nth < 620; nth += 1) portal.log('calls', ['1'])

  const { activities } = await portal.source.of(['1'], NOW, signal)

  assert.equal(activities.length, 620)
})

test('what the token may not read is named; a token that may read nothing is refused', async () => {
  await using portal = await portalWithUs()
  portal.log('calls', ['1'])
  portal.activities.denied.add('emails')

  const some = await portal.source.of(['1'], NOW, signal)
  assert.deepEqual([some.activities.length, some.denied], [1, ['email']])

  portal.hubspot.behave({ status: 403 })
  const [outcome] = await Promise.allSettled([portal.source.of(['1'], NOW, signal)])
  assert(outcome?.status === 'rejected' && outcome.reason instanceof Refused)
  assert.equal(outcome.reason.code, 'hubspot-denied')
})
