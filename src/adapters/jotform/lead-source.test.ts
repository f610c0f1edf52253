import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jotformSandbox, SANDBOX_JOTFORM_KEY } from '../../../sandbox/jotform-sandbox.ts'
import { unavailable } from '../../../test/contracts/fault.ts'
import { jotformLeadSource } from './lead-source.ts'

const NOW = new Date('2026-03-02T14:30:00Z')
const signal = new AbortController().signal
const submission = (id: string, created_at: string, form_id = '77') => ({
  id,
  form_id,
  created_at,
  answers: { '3': { name: 'email', text: 'E-mail', answer: 'kari@fjordtech.example' } },
})

async function jotformWithUs(given: Partial<Parameters<typeof jotformLeadSource>[0]> = {}) {
  const jotform = await jotformSandbox()
  jotform.received.submissions.set('1', submission('1', '2026-03-02 14:00:00'))
  const settings = { token: SANDBOX_JOTFORM_KEY, baseUrl: jotform.url, clock: () => NOW }
  const source = jotformLeadSource({ ...settings, formIds: ['77', '78'], ...given })
  return { jotform, source, [Symbol.asyncDispose]: jotform.close }
}

test('a submission is read by its id, and one that is gone is nothing', async () => {
  await using vendor = await jotformWithUs()

  const lead = await vendor.source.fetch({ sourceLeadId: '1' }, signal)

  assert.deepEqual(lead, submission('1', '2026-03-02 14:00:00'))
  assert.equal(await vendor.source.fetch({ sourceLeadId: '2' }, signal), undefined)
})

test('a key that is not accepted waits for a person', async () => {
  await using vendor = await jotformWithUs({ token: 'expired' })

  const failure = await unavailable(vendor.source.fetch({ sourceLeadId: '1' }, signal))

  assert.equal(failure.code, 'source-token-expired')
  assert.ok(failure.notBefore)
})

test('an outage is told as one', async () => {
  await using vendor = await jotformWithUs()
  vendor.jotform.behave({ status: 503 })

  const failure = await unavailable(vendor.source.fetch({ sourceLeadId: '1' }, signal))

  assert.match(failure.code, /^jotform-/)
})

test('a form that was deleted is said, and keeps no other from being looked through', async () => {
  await using vendor = await jotformWithUs()
  vendor.jotform.received.goneForms.add('77')
  vendor.jotform.received.submissions.set('b', submission('b', '2026-03-02 13:30:00', '78'))
  const window = { since: new Date('2026-03-02T10:00:00Z'), until: NOW }

  const first = await vendor.source.search?.({ ...window, page: undefined }, signal)
  const second = await vendor.source.search?.({ ...window, page: first?.next }, signal)

  assert.deepEqual(first, { deliveries: [], missingForm: '77', next: '78' })
  assert.deepEqual(second, { deliveries: [{ formID: '78', submissionID: 'b' }] })
})

test('submissions of all forms are found page by page, each as its webhook names it', async () => {
  await using vendor = await jotformWithUs()
  for (let at = 0; at < 120; at += 1) {
    vendor.jotform.received.submissions.set(`a${at}`, submission(`a${at}`, '2026-03-02 13:00:00'))
  }
  vendor.jotform.received.submissions.set('b', submission('b', '2026-03-02 13:30:00', '78'))
  vendor.jotform.received.submissions.set('old', submission('old', '2026-02-01 00:00:00'))

  const ids: unknown[] = []
  let page: string | undefined
  do {
    const window = { since: new Date('2026-03-02T10:00:00Z'), until: NOW, page }
    const found = await vendor.source.search?.(window, signal)
    for (const delivery of found?.deliveries ?? []) ids.push(Object(delivery).submissionID)
    page = found?.next
  } while (page !== undefined)

  assert.equal(ids.length, 122)
  assert.equal(new Set(ids).size, 122)
  assert.ok(ids.includes('b') && !ids.includes('old'))
})
