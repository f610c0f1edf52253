import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aCaptureRequest } from '../../../../test/support/a-capture-request.ts'
import { aSource } from '../../../../test/support/a-gateway.ts'
import { exampleDelivery } from '../../../../test/support/example-delivery.ts'
import { BY_TOKEN, gatewayFor } from '../../../../test/support/gateway-for.ts'
import { gravityForms } from './gravity-forms.ts'

const source = aSource({ key: 'gravity-forms', kind: 'gravity-forms' })

test('without a map, addresses, numbers, compound names and consents are known by themselves', async () => {
  const { body } = await exampleDelivery('gravity-forms.json')

  assert.deepEqual(gravityForms.map(body, source), {
    email: 'tomas@novak-sklo.example',
    phone: '+420 224 123 456',
    firstName: 'Tomáš',
    lastName: 'Novák',
    country: 'Czech Republic',
    city: 'Praha',
    postalCode: '110 00',
    sourceLeadId: '4187',
    formId: '3',
    pageUrl: 'https://www.acme.example/contact/?utm_source=google&gclid=Cj0example',
    utm: { source: 'google' },
    click: { gclid: 'Cj0example' },
    submittedAt: '2026-03-02T14:29:31Z',
    consent: [
      { key: '9', text: 'I agree to be called about this request.', version: '2', granted: true },
    ],
    answers: [
      { key: '6', value: 'Novák Sklo s.r.o.' },
      { key: '7', value: 'How soon can you deliver?' },
      { key: 'ip', value: '203.0.113.24' },
      { key: 'user_agent', value: 'Mozilla/5.0' },
      { key: '5.1', value: 'Sklářská 12' },
      { key: '8.1', value: 'Windows' },
      { key: '8.3', value: 'Doors' },
    ],
  })
})

test('a form has a map of its own, which goes before that of the source', () => {
  const mapped = aSource({
    kind: 'gravity-forms',
    fieldMap: { company: ['6'], message: ['7'] },
    forms: {
      3: { fieldMap: { title: ['6'], fullName: ['2.3'] } },
      4: { fieldMap: { email: ['1'], 'consent.news': ['8.1'] } },
    },
  })
  const map = (form_id: string) =>
    gravityForms.map(
      { form_id, '1': 'a at b', '6': 'Six', '7': 'Seven', '2.3': 'Ada', '8.1': '1' },
      mapped,
    )

  const [third, fourth, other] = [map('3'), map('4'), map('constructor')]

  assert.deepEqual([third.company, third.title, third.fullName], [undefined, 'Six', 'Ada'])
  assert.deepEqual([fourth.company, fourth.email], ['Six', 'a at b'])
  assert.deepEqual(fourth.consent, [{ key: 'news', granted: true }])
  assert.deepEqual([other.company, other.message, other.firstName], ['Six', 'Seven', 'Ada'])
})

test('an entry sent as a form is the same lead, and dots in names are no nesting', async () => {
  await using gateway = await gatewayFor({ kind: 'gravity-forms', ...BY_TOKEN })
  const entry = { id: '1', form_id: '2', '2.3': 'Ada', '2.6': 'King', '5': 'ada@acme.example' }
  const path = '/v1/capture/gravity-forms/token-of-now'

  await gateway.post(path, new URLSearchParams(entry), {})
  await gateway.post(path, JSON.stringify({ ...entry, id: 2 }))

  const [first, second] = gateway.intake.kept.map(({ lead }) => lead.form)
  assert.deepEqual({ ...first, sourceLeadId: '2' }, second)
  assert.equal(first?.lastName, 'King')
})

test('entries of two sites or forms with one number are two leads, and spam is a notice', () => {
  const keyOf = (body: Record<string, string>) =>
    gravityForms.dedupe(gravityForms.map(body, source), aCaptureRequest({ body }), body).dedupeKey
  const entry = { id: '1', form_id: '2', source_url: 'https://a.example/x' }

  const others = [{ form_id: '3' }, { source_url: 'https://b.example/x' }, { id: '2' }]
  const keys = [entry, ...others.map((other) => ({ ...entry, ...other }))].map(keyOf)
  assert.equal(new Set(keys).size, 4)
  assert.equal(keyOf(entry), keyOf({ ...entry, source_url: 'https://a.example/other' }))
  const [item] = gravityForms.split({ ...entry, status: 'spam' }, aCaptureRequest())
  assert.ok(item?.kind === 'notice' && item.why === 'entry-is-spam')
})
