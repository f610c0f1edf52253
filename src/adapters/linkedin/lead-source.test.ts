import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linkedinSandbox, SANDBOX_LINKEDIN_TOKEN } from '../../../sandbox/linkedin-sandbox.ts'
import { unavailable } from '../../../test/contracts/fault.ts'
import { Refused } from '../../domain/failure.ts'
import { linkedinLeadSource } from './lead-source.ts'

const NOW = new Date('2026-03-02T14:30:00Z')
const OWNER = 'urn:li:sponsoredAccount:1234567'
const signal = new AbortController().signal
const response = (id: string, submittedAt: number) => ({
  id,
  submittedAt,
  owner: { sponsoredAccount: OWNER },
  versionedLeadGenFormUrn: 'urn:li:versionedLeadGenForm:(urn:li:leadGenForm:77,1)',
  formResponse: { answers: [] },
})
const FORM = { id: 77, name: 'Ask us', content: { questions: [] } }

async function linkedinWithUs(given: Partial<Parameters<typeof linkedinLeadSource>[0]> = {}) {
  const linkedin = await linkedinSandbox()
  linkedin.received.forms.set('77', FORM)
  linkedin.received.responses.set('a-1', response('a-1', NOW.getTime()))
  const settings = { token: SANDBOX_LINKEDIN_TOKEN, baseUrl: linkedin.url, clock: () => NOW }
  const source = linkedinLeadSource({ ...settings, owner: OWNER, ...given })
  return { linkedin, source, [Symbol.asyncDispose]: linkedin.close }
}

test('a response comes with its form in one call', async () => {
  await using vendor = await linkedinWithUs()

  const lead = await vendor.source.fetch({ sourceLeadId: 'a-1' }, signal)

  assert.deepEqual(lead, { ...response('a-1', NOW.getTime()), form: FORM })
  assert.equal(vendor.linkedin.received.calls, 1)
})

test('where fields may not be asked for, the form is read by itself, from then on at once', async () => {
  await using vendor = await linkedinWithUs()
  vendor.linkedin.received.takesFields = false

  const lead = await vendor.source.fetch({ sourceLeadId: 'a-1' }, signal)
  const first = vendor.linkedin.received.calls
  await vendor.source.fetch({ sourceLeadId: 'a-1' }, signal)

  assert.deepEqual(lead, { ...response('a-1', NOW.getTime()), form: FORM })
  assert.deepEqual([first, vendor.linkedin.received.calls], [3, 5])
})

test('a response that is gone is nothing, and one without its form comes alone', async () => {
  await using vendor = await linkedinWithUs()
  vendor.linkedin.received.forms.clear()

  assert.equal(await vendor.source.fetch({ sourceLeadId: 'b-2' }, signal), undefined)
  assert.deepEqual(
    await vendor.source.fetch({ sourceLeadId: 'a-1' }, signal),
    response('a-1', NOW.getTime()),
  )
})

test('a token that is not accepted, or may not, and a version that has ended are for a person to mend', async () => {
  await using vendor = await linkedinWithUs()
  const stolen = linkedinLeadSource({ token: 'stolen', baseUrl: vendor.linkedin.url })

  const unknown = await unavailable(stolen.fetch({ sourceLeadId: 'a-1' }, signal))
  vendor.linkedin.behave({ status: 403 })
  const forbidden = await unavailable(vendor.source.fetch({ sourceLeadId: 'a-1' }, signal))
  vendor.linkedin.behave({ status: 426 })
  const outdated = await unavailable(vendor.source.fetch({ sourceLeadId: 'a-1' }, signal))
  vendor.linkedin.behave({ status: 429, retryAfterSeconds: 30 })
  const limited = await unavailable(vendor.source.fetch({ sourceLeadId: 'a-1' }, signal))

  assert.equal(unknown.code, 'source-token-expired')
  assert.equal(forbidden.code, 'source-permission-missing')
  assert.equal(outdated.code, 'source-version-ended')
  assert.equal(limited.code, 'linkedin-rate-limited')
  assert.equal(limited.notBefore?.getTime(), NOW.getTime() + 30_000)
})

test('a request that will never do is refused', async () => {
  await using vendor = await linkedinWithUs()
  vendor.linkedin.behave({ status: 400 })

  await assert.rejects(
    vendor.source.fetch({ sourceLeadId: 'a-1' }, signal),
    (error) => error instanceof Refused && error.code === 'linkedin-rejected',
  )
})

test('a search finds the responses of the owner within its time, over all pages', async () => {
  await using vendor = await linkedinWithUs()
  const { responses } = vendor.linkedin.received
  for (let index = 0; index < 150; index += 1) {
    responses.set(`c-${index}`, response(`c-${index}`, NOW.getTime() - index * 1_000))
  }
  responses.set('old', response('old', NOW.getTime() - 3_600_000))
  responses.set('theirs', { ...response('theirs', NOW.getTime()), owner: {} })
  const window = { since: new Date(NOW.getTime() - 600_000), until: NOW }

  const first = await vendor.source.search?.({ ...window, page: undefined }, signal)
  const second = await vendor.source.search?.({ ...window, page: first?.next }, signal)

  assert.deepEqual([first?.deliveries.length, first?.next], [100, '100'])
  assert.deepEqual([second?.deliveries.length, second?.next], [51, undefined])
  assert.deepEqual(first?.deliveries[0], {
    type: 'LEAD_ACTION',
    leadAction: 'CREATED',
    leadGenFormResponse: 'urn:li:leadGenFormResponse:c-149',
    leadGenForm: 'urn:li:versionedLeadGenForm:(urn:li:leadGenForm:77,1)',
    occurredAt: NOW.getTime() - 149_000,
  })
})
