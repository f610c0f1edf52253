import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { aSource } from '../../../../test/support/a-gateway.ts'
import type { BodyTree } from '../../../domain/body-tree.ts'
import { LeadForm } from '../../../domain/lead-form.ts'
import { form } from './form.ts'

const source = aSource({
  honeypotField: 'Fax Number',
  fieldMap: { company: ['firma'], 'utm.source': ['herkunft'], nonsense: ['x'] },
})
const map = (body: BodyTree) => form.map(body, source)

test('field names are understood in any spelling and nesting', () => {
  const bodies: BodyTree[] = [
    { 'E-Mail': 'a@b.example', 'Job Title': 'CTO', fname: 'Ada', SURNAME: 'King' },
    { work_email: 'a@b.example', job_title: 'CTO', 'first-name': 'Ada', last_name: 'King' },
    { user: { email: 'a@b.example', role: 'CTO', given_name: 'Ada', familyName: 'King' } },
    { 'fields[email]': 'a@b.example', 'fields[position]': 'CTO', first: 'Ada', last: 'King' },
    {
      fields: [
        { name: 'email', value: 'a@b.example' },
        { name: 'jobtitle', value: 'CTO' },
        { name: 'firstname', value: 'Ada' },
        { name: 'lastname', value: 'King' },
      ],
    },
  ]

  for (const body of bodies) {
    assert.deepEqual(map(body), {
      email: 'a@b.example',
      title: 'CTO',
      firstName: 'Ada',
      lastName: 'King',
    })
  }
})

test('the field map of the source comes before the common names', () => {
  assert.deepEqual(map({ Firma: 'Acme', herkunft: 'fair', x: '1' }), {
    company: 'Acme',
    utm: { source: 'fair' },
    answers: [{ key: 'x', value: '1' }],
  })
})

test('a name that belongs to a thing is not the name of a person', () => {
  assert.deepEqual(map({ product: { name: 'Pump', title: 'Big' }, company: { name: 'Acme' } }), {
    company: 'Acme',
    answers: [
      { key: 'product.name', value: 'Pump' },
      { key: 'product.title', value: 'Big' },
    ],
  })
})

test('what has no field of ours becomes an answer, and so does a second value', () => {
  assert.deepEqual(
    map({
      email: 'a@b.example',
      work_email: 'c@d.example',
      seats: 40,
      plan: ['x', 'y'],
      no: false,
    }),
    {
      email: 'a@b.example',
      answers: [
        { key: 'work_email', value: 'c@d.example' },
        { key: 'seats', value: '40' },
        { key: 'plan', value: 'x' },
        { key: 'plan', value: 'y' },
        { key: 'no', value: 'false' },
      ],
    },
  )
})

test('blank values say nothing', () => {
  assert.deepEqual(map({ email: ' ', company: '', note: null, 'Fax Number': ' ' }), {})
})

test('a full name is split unless its parts were given', () => {
  const names = (body: BodyTree) => {
    const { firstName, lastName } = map(body)
    return [firstName, lastName]
  }

  assert.deepEqual(names({ name: 'Ada Byron  King' }), ['Ada', 'Byron King'])
  assert.deepEqual(names({ name: 'King, Ada' }), ['Ada', 'King'])
  assert.deepEqual(names({ name: '田中太郎' }), ['田中太郎', undefined])
  assert.deepEqual(names({ name: 'Ada King', last_name: 'Lovelace' }), [undefined, 'Lovelace'])
})

test('campaign and click come from fields, then from the page, then from the landing page', () => {
  const page_url = 'https://acme.example/?utm_source=page&utm_medium=cpc&gclid=g1'
  const landing_url = '/start?utm_source=landing&utm_campaign=spring&fbclid=f1'

  const mapped = map({ utm_source: 'field', page_url, landing_url, _fbp: 'fb.1.2.3' })

  assert.deepEqual(mapped.utm, { source: 'field', medium: 'cpc', campaign: 'spring' })
  assert.deepEqual(mapped.click, { gclid: 'g1', fbclid: 'f1', fbp: 'fb.1.2.3' })
  assert.equal(mapped.pageUrl, page_url)
  assert.equal(mapped.landingUrl, landing_url)
})

test('what a page measured is kept as numbers, and what is no number or id is an answer', () => {
  const visitor_id = '0b0e7a52-6a3c-4b6e-9a7e-2f6d1c9d1a11'
  const firstSeenAt = '2026-02-01T08:00:00.000Z'

  const mapped = map({
    ...{ visitor_id, session_id: 'none', first_seen_at: firstSeenAt, session_count: 3 },
    ...{ pages_viewed: '4', time_on_page_ms: 61_234, time_to_fill_ms: '-5' },
    ...{ locale: 'nb-NO', timezone: 'Europe/Oslo', page_title: 'Contact' },
  })

  assert.equal(mapped.visitorId, visitor_id)
  assert.deepEqual(mapped.behaviour, {
    firstSeenAt,
    sessionCount: 3,
    pagesViewed: 4,
    timeOnPageMs: 61_234,
  })
  assert.deepEqual(
    [mapped.locale, mapped.timezone, mapped.pageTitle],
    ['nb-NO', 'Europe/Oslo', 'Contact'],
  )
  assert.deepEqual(mapped.answers, [
    { key: 'session_id', value: 'none' },
    { key: 'time_to_fill_ms', value: '-5' },
  ])
})

test('only a clear yes is a consent', () => {
  const { consent, answers } = map({
    consent: {
      marketing_email: { granted: true, text: 'Send me news', version: '3' },
      sms: { granted: 'no' },
      call: { text: 'You may call me' },
    },
    consent_terms: 'on',
    'consent[fax]': 'maybe',
  })

  assert.deepEqual(consent, [
    { key: 'marketing_email', granted: true, text: 'Send me news', version: '3' },
    { key: 'sms', granted: false },
    { key: 'call', granted: false, text: 'You may call me' },
    { key: 'terms', granted: true },
    { key: 'fax', granted: false },
  ])
  assert.equal(answers, undefined)
})

test('the hidden field is kept apart, and the redirect is no answer', () => {
  assert.deepEqual(map({ fax_number: '123', redirect: 'https://acme.example' }), {
    honeypot: '123',
  })
})

test('long values are cut without breaking a character', () => {
  const { company, answers, phone } = map({
    company: `${'x'.repeat(499)}👍`,
    other: 'y'.repeat(20_000),
    phone: '5'.repeat(60),
  })

  assert.equal(company, 'x'.repeat(499))
  assert.equal(answers?.[0]?.value.length, 10_000)
  assert.equal(phone, '5'.repeat(60))
})

test('of very many answers the last says that there were more', () => {
  const body = Object.fromEntries(Array.from({ length: 600 }, (_, n) => [`q${n}`, 'a']))

  const { answers = [] } = map(body)

  assert.equal(answers.length, 500)
  assert.match(answers.at(-1)?.value ?? '', /kept in the delivery/)
})

test('a moment that is none becomes an answer', () => {
  assert.equal(map({ submitted_at: '2026-03-02T14:30:00+01:00' }).submittedAt?.length, 25)
  assert.deepEqual(map({ submitted_at: 'just now' }).answers, [
    { key: 'submitted_at', value: 'just now' },
  ])
})

test('whatever a body says, the form fits its schema', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), (body) => {
      const mapped = map(body as BodyTree)
      assert.deepEqual(LeadForm.parse(mapped), mapped)
    }),
  )
})
