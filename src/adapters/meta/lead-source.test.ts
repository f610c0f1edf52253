import assert from 'node:assert/strict'
import { test } from 'node:test'
import { metaSandbox, SANDBOX_META_TOKEN } from '../../../sandbox/meta-sandbox.ts'
import { unavailable } from '../../../test/contracts/fault.ts'
import { Refused } from '../../domain/failure.ts'
import { metaLeadSource } from './lead-source.ts'

const NOW = new Date('2026-03-02T14:30:00Z')
const signal = new AbortController().signal
const LEAD = {
  id: '71',
  created_time: '2026-03-02T14:29:00+0000',
  form_id: '555',
  field_data: [{ name: 'email', values: ['kari@fjordtech.example'] }],
  campaign_name: 'Spring',
  custom_disclaimer_responses: [{ checkbox_key: 'news', is_checked: '1' }],
}

async function metaWithUs(given: Partial<Parameters<typeof metaLeadSource>[0]> = {}) {
  const meta = await metaSandbox({ pageSize: 2 })
  meta.received.leads.set('71', LEAD)
  const settings = { token: SANDBOX_META_TOKEN, baseUrl: meta.url, clock: () => NOW }
  const source = metaLeadSource({ ...settings, ...given })
  return { meta, source, [Symbol.asyncDispose]: meta.close }
}

test('a lead comes with its campaign, its disclaimers and the words of its form', async () => {
  await using vendor = await metaWithUs()
  vendor.meta.received.forms.set('555', { id: '555', name: 'Ask us', questions: [] })

  const lead = await vendor.source.fetch({ sourceLeadId: '71', formId: '555' }, signal)

  assert.deepEqual(lead, { ...LEAD, form: { id: '555', name: 'Ask us', questions: [] } })
})

test('a form is read once for many leads, and one that cannot be read holds up none', async () => {
  await using vendor = await metaWithUs()
  const fetch = () => vendor.source.fetch({ sourceLeadId: '71', formId: '555' }, signal)

  await fetch()
  await fetch()

  assert.equal(vendor.meta.received.reads.get('555'), 1)
  assert.equal(vendor.meta.received.reads.get('71'), 2)
})

test('a field that is not known is left out, now and from then on', async () => {
  await using vendor = await metaWithUs()
  vendor.meta.received.unknownFields.add('platform')

  const lead = await vendor.source.fetch({ sourceLeadId: '71' }, signal)
  await vendor.source.fetch({ sourceLeadId: '71' }, signal)

  const { campaign_name: _, ...documented } = LEAD
  assert.deepEqual(lead, documented)
  assert.equal(vendor.meta.received.reads.get('71'), 3)
})

test('a lead that is not there, or not for us, is nothing', async () => {
  await using vendor = await metaWithUs()

  assert.equal(await vendor.source.fetch({ sourceLeadId: '99' }, signal), undefined)
  assert.equal(await vendor.source.fetch({}, signal), undefined)
})

const FOR_A_PERSON = {
  102: 'source-token-expired',
  190: 'source-token-expired',
  10: 'source-permission-missing',
  200: 'source-permission-missing',
  299: 'source-permission-missing',
  2635: 'source-version-ended',
}
for (const [code, expected] of Object.entries(FOR_A_PERSON)) {
  test(`error ${code} is for a person to mend, and is tried again in minutes`, async () => {
    await using vendor = await metaWithUs()
    vendor.meta.behave({ status: 400, error: code })

    const failure = await unavailable(vendor.source.fetch({ sourceLeadId: '71' }, signal))

    assert.equal(failure.code, expected)
    assert.equal(failure.notBefore?.getTime(), NOW.getTime() + 120_000)
  })
}

for (const code of [4, 17, 32, 613, 80_001, 80_004, 80_005]) {
  test(`error ${code} is a limit, waited out for as long as Meta says`, async () => {
    await using vendor = await metaWithUs()
    vendor.meta.behave({ status: 400, error: `${code}`, retryAfterSeconds: 1_200 })

    const failure = await unavailable(vendor.source.fetch({ sourceLeadId: '71' }, signal))

    assert.equal(failure.code, 'meta-rate-limited')
    assert.equal(failure.notBefore?.getTime(), NOW.getTime() + 1_200_000)
  })
}

for (const behaviour of [
  { status: 400, error: '1' },
  { status: 400, error: '2' },
  { status: 503, error: '2' },
]) {
  test(`${JSON.stringify(behaviour)} passes by itself`, async () => {
    await using vendor = await metaWithUs()
    vendor.meta.behave(behaviour)

    const failure = await unavailable(vendor.source.fetch({ sourceLeadId: '71' }, signal))

    assert.equal(failure.code, 'meta-failed')
  })
}

test('any other error is refused, and a wrong token is an expired one', async () => {
  await using vendor = await metaWithUs()
  const wrong = metaLeadSource({ token: 'stolen', baseUrl: vendor.meta.url })
  vendor.meta.behave({ status: 400, error: '2500' })

  await assert.rejects(
    vendor.source.fetch({ sourceLeadId: '71' }, signal),
    (error) => error instanceof Refused && error.code === 'meta-rejected',
  )
  vendor.meta.behave({})
  const failure = await unavailable(wrong.fetch({ sourceLeadId: '71' }, signal))
  assert.equal(failure.code, 'source-token-expired')
})

test('a vendor that hangs costs a bounded time', async () => {
  await using vendor = await metaWithUs({ timeLimitMs: 100 })
  vendor.meta.behave({ hang: true })

  const failure = await unavailable(vendor.source.fetch({ sourceLeadId: '71' }, signal))

  assert.equal(failure.code, 'meta-timeout')
})

test('a search goes through every page of every form, within its time', async () => {
  await using vendor = await metaWithUs({ formIds: ['555', '556'] })
  const at = (minute: number) => `2026-03-02T14:${minute}:00+0000`
  const add = (id: string, form_id: string, minute: number) =>
    vendor.meta.received.leads.set(id, { ...LEAD, id, form_id, created_time: at(minute) })
  for (const [id, minute] of [
    ['1', 10],
    ['2', 21],
    ['3', 22],
    ['4', 23],
  ] as const) {
    add(id, '555', minute)
  }
  add('5', '556', 25)
  add('6', '557', 25)
  const [since, until] = [new Date('2026-03-02T14:20:00Z'), new Date('2026-03-02T14:26:00Z')]

  const found: unknown[] = []
  let page: string | undefined
  do {
    const one = await vendor.source.search?.({ since, until, page }, signal)
    found.push(...(one?.deliveries ?? []))
    page = one?.next
  } while (page !== undefined)

  const values = JSON.stringify(found).match(/"leadgen_id":"\d+"/g)
  assert.deepEqual(
    values?.map((text) => text.replace(/\D/g, '')),
    ['4', '3', '2', '5'],
  )
  assert.deepEqual(found[0], {
    object: 'page',
    entry: [
      {
        changes: [
          {
            field: 'leadgen',
            value: { leadgen_id: '4', form_id: '555', created_time: at(23) },
          },
        ],
      },
    ],
  })
})
