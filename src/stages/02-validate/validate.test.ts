import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { aSource } from '../../../test/support/a-gateway.ts'
import { aLead } from '../../../test/support/a-lead.ts'
import { exampleCompany } from '../../../test/support/example-company.ts'
import { stagePorts } from '../../../test/support/stage-ports.ts'
import type { LeadForm } from '../../domain/lead-form.ts'
import { checkLead } from './check-lead.ts'
import { examine } from './examine.ts'
import { validate } from './validate.ts'

const NOW = new Date('2026-03-02T14:30:00Z')
const PERSON = { email: 'ada@acme.example', fullName: 'Ada King' }

async function validated(form: LeadForm, source = aSource({ defaultCountry: 'US' })) {
  const configuration = exampleCompany({ sources: { sources: [source] } })
  const lead = aLead({ sourceKey: 'web-form', parts: { form } })
  const signal = new AbortController().signal
  return validate.run(lead, stagePorts(configuration, NOW), { signal })
}

/** What became of a lead with this form, and why. */
async function verdict(form: LeadForm, source?: ReturnType<typeof aSource>) {
  const { event } = await validated(form, source)
  return [event.type, 'reasons' in event ? [...event.reasons] : []]
}

test('a lead that can be answered goes on, with what was found out about it', async () => {
  const outcome = await validated({
    email: ' Ada@GMAIL.com ',
    phone: '(415) 555-0132',
    country: 'Danmark',
  })

  assert.deepEqual(outcome, {
    event: { type: 'LeadValidated', at: NOW, notes: ['free-mail'] },
    parts: {
      findings: {
        email: 'ada@gmail.com',
        emailDomain: 'gmail.com',
        freeMail: true,
        throwawayMail: false,
        phone: '+14155550132',
        phoneCountry: 'US',
        country: 'DK',
        notes: ['free-mail'],
      },
    },
  })
})

test('tests, machines and leads without any address are rejected', async () => {
  assert.deepEqual(await verdict({ ...PERSON, isTest: true }), ['LeadRejected', ['test-lead']])
  assert.deepEqual(await verdict({ ...PERSON, honeypot: 'x' }), [
    'LeadRejected',
    ['honeypot-filled'],
  ])
  assert.deepEqual(await verdict({ fullName: 'Ada King' }), ['LeadRejected', ['unreachable']])
  assert.deepEqual(await verdict({ email: 'none', phone: 'n/a' }), [
    'LeadRejected',
    ['unreachable'],
  ])
})

test('what a person may mend or should see is quarantined', async () => {
  const paused = aSource({ paused: true })
  const cases: readonly (readonly [LeadForm, string[]])[] = [
    [{ email: 'ada@acme,example' }, ['email-invalid']],
    [{ phone: '5'.repeat(60) }, ['phone-unreadable']],
    [{ email: 'a@b@', phone: '12345' }, ['email-invalid', 'phone-unreadable']],
    [{ email: 'x@mailinator.com' }, ['throwaway-mail']],
    [{ email: 'x@inbox.mailinator.com' }, ['throwaway-mail']],
    [{ email: 'x@acme.example', fullName: 'qwerty asdfgh' }, ['gibberish']],
    [{ email: 'x@acme.example', firstName: 'Win www.pills.example' }, ['link-in-name']],
  ]

  for (const [form, reasons] of cases) {
    assert.deepEqual(await verdict(form), ['LeadQuarantined', reasons])
  }
  assert.deepEqual(await verdict(PERSON, paused), ['LeadQuarantined', ['source-paused']])
})

test('what could not be read is put before a person, though no address is known of it', () => {
  const doubts = ['delivery-unreadable', 'body-not-json']

  const { judgement } = checkLead({ message: '{"email":"ada@acm' }, undefined, doubts)

  assert.deepEqual(judgement, { verdict: 'quarantined', reasons: doubts })
})

test('a quarantined lead becomes a review item with what a person needs', async () => {
  const { event, review, parts } = await validated({ phone: '123456', fullName: 'Ada King' })

  assert.equal(event.type, 'LeadQuarantined')
  assert.equal(review?.id, event.type === 'LeadQuarantined' ? event.reviewItemId : '')
  assert.equal(review?.kind, 'quarantined-lead')
  assert.deepEqual(review?.details, {
    said: { phone: '123456', fullName: 'Ada King' },
    notes: ['phone-unreadable'],
  })
  assert.deepEqual(parts?.findings?.notes, ['phone-unreadable'])
})

test('an unreadable phone beside a good address is only noted', async () => {
  const { event } = await validated({ ...PERSON, phone: '5'.repeat(60) })

  assert.deepEqual(event, { type: 'LeadValidated', at: NOW, notes: ['phone-unreadable'] })
})

test('names of any kind are no reason for doubt', async () => {
  const names = [
    'Vlk Krk',
    '田中太郎',
    'שרה בן־דוד',
    '👍🏽',
    'Nguyễn Thị Ánh',
    'Çıtırık',
    'Doherty',
    'Wertheim',
  ]

  for (const fullName of names) {
    assert.deepEqual(await verdict({ ...PERSON, fullName }), ['LeadValidated', []], fullName)
  }
})

test('a lead of a source that is no longer configured goes on', async () => {
  assert.deepEqual(await verdict(PERSON, aSource({ key: 'other' })), ['LeadValidated', []])
})

test('addresses are recognised by their form', () => {
  const emailOf = (email: string) => examine({ email }, undefined).email

  assert.equal(emailOf('Ada.King+news@Sub.Acme.Example'), 'ada.king+news@sub.acme.example')
  assert.equal(emailOf('mailto:ada@bücher.example'), 'ada@xn--bcher-kva.example')
  assert.equal(emailOf('o’neil@acme.example'), 'o’neil@acme.example')
  for (const wrong of [
    'ada',
    '@acme.example',
    'ada@',
    'ada@acme',
    'ada@acme.e',
    'ada@acme.example.',
    'ada@acme..example',
    'ada@-acme.example',
    'ada king@acme.example',
    '.ada@acme.example',
    'a..b@acme.example',
    'ada@acme.example/x',
    'ada@1.2.3.4',
    `${'a'.repeat(65)}@acme.example`,
    `ada@${'a'.repeat(64)}.example`,
    'ada@acme.example\u0000',
  ]) {
    assert.equal(emailOf(wrong), undefined, wrong)
  }
})

test('phones are read with the country of the form, then that of the source', () => {
  const phoneOf = (form: LeadForm, defaultCountry?: string) => {
    const { phone, phoneCountry, country } = examine(form, defaultCountry)
    return [phone, phoneCountry, country]
  }

  assert.deepEqual(phoneOf({ phone: '+47 22 12 34 56' }), ['+4722123456', 'NO', 'NO'])
  assert.deepEqual(phoneOf({ phone: '0047 22 12 34 56' }, 'DE'), ['+4722123456', 'NO', 'NO'])
  assert.deepEqual(phoneOf({ phone: '22 12 34 56', country: 'Norge' }, 'US'), [
    '+4722123456',
    'NO',
    'NO',
  ])
  assert.deepEqual(phoneOf({ phone: '415 555 0132', country: 'NO' }, 'US'), [
    '+14155550132',
    'US',
    'NO',
  ])
  assert.deepEqual(phoneOf({ phone: '22 12 34 56' }), [undefined, undefined, undefined])
  assert.deepEqual(phoneOf({ phone: '22 12 34 56' }, 'Atlantis'), [undefined, undefined, undefined])
})

test('countries are known by code and by name', () => {
  const countryOf = (country: string) => examine({ country }, undefined)

  for (const [typed, code] of [
    ['de', 'DE'],
    ['Germany', 'DE'],
    ['ALLEMAGNE', 'DE'],
    ['UK', 'GB'],
    ['United States', 'US'],
    ['Česko', undefined],
    ['Atlantis', undefined],
    ['XX', undefined],
  ] as const) {
    assert.equal(countryOf(typed).country, code, typed)
    assert.deepEqual(countryOf(typed).notes, code ? [] : ['country-unreadable'])
  }
})

test('any text can be examined, and the same text gives the same findings', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 500 })
  fc.assert(
    fc.property(text, text, text, (email, phone, country) => {
      const form = { email, phone, country }
      assert.deepEqual(examine(form, 'US'), examine(form, 'US'))
    }),
  )
})
