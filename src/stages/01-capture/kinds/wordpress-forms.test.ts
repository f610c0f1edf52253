import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aCaptureRequest } from '../../../../test/support/a-capture-request.ts'
import { aSource } from '../../../../test/support/a-gateway.ts'
import { exampleDelivery } from '../../../../test/support/example-delivery.ts'
import { contactForm7 } from './contact-form-7.ts'
import { elementor } from './elementor.ts'
import { wpforms } from './wpforms.ts'

const source = aSource({ key: 'blog' })

test('WPForms: the names that were chosen for the fields are understood', async () => {
  const { body } = await exampleDelivery('wpforms.json')

  assert.deepEqual(wpforms.map(body, source), {
    email: 'noor@waterkant.example',
    phone: '+31 20 123 4567',
    firstName: 'Noor',
    lastName: 'de Vries',
    company: 'Waterkant BV',
    sourceLeadId: '5031',
    formId: '118',
    formName: 'Ask for a demo',
    pageUrl: 'https://www.acme.example/demo/?utm_campaign=spring',
    utm: { campaign: 'spring' },
    answers: [{ key: 'team_size', value: '25' }],
  })
})

test('Elementor: fields with type and title, as a form', async () => {
  const { body } = await exampleDelivery('elementor.form')

  assert.deepEqual(elementor.map(body, source), {
    email: 'aoife@byrne-freight.example',
    phone: '+353 1 234 5678',
    fullName: 'Aoife Byrne',
    firstName: 'Aoife',
    lastName: 'Byrne',
    company: 'Byrne Freight Ltd',
    formId: '7c1a2b3',
    formName: 'Talk to us',
    pageUrl: 'https://www.acme.example/talk/?utm_source=bing',
    utm: { source: 'bing' },
    consent: [{ key: 'privacy', text: 'I agree to be contacted', granted: true }],
    answers: [
      { key: 'field_3c4', label: 'How many trucks?', value: 'About thirty' },
      { key: 'meta.date.value', value: 'March 2, 2026' },
      { key: 'meta.remote_ip.value', value: '203.0.113.31' },
    ],
  })
})

test('Elementor: labels with values, and the bare fields of a form', () => {
  const labels = { 'Your Name': 'Ada King', 'E-Mail': 'a@b.example', 'Powered by': 'Elementor' }
  const simple = { ...labels, form_id: 'f', form_name: 'Form', 'Page URL': 'https://acme.example/' }

  const { answers, ...form } = elementor.map(simple, source)

  assert.equal(answers, undefined)
  assert.deepEqual(
    [form.email, form.formId, form.pageUrl],
    ['a@b.example', 'f', simple['Page URL']],
  )
  assert.equal(elementor.map({ 'form_fields[email]': 'a@b.example' }, source).email, 'a@b.example')
})

test('Contact Form 7: tags by their usual names, without what the plug-in says of itself', async () => {
  const { body } = await exampleDelivery('contact-form-7.json')

  assert.deepEqual(contactForm7.map(body, source), {
    email: 'erik@lindqvist-bygg.example',
    phone: '+46 8 123 456 78',
    fullName: 'Erik Lindqvist',
    firstName: 'Erik',
    lastName: 'Lindqvist',
    company: 'Lindqvist Bygg AB',
    message: 'Do you rent for three weeks?',
    formId: '204',
    pageUrl: 'https://www.acme.example/kontakt',
    consent: [{ key: 'acceptance-88', granted: true }],
    answers: [{ key: 'your-subject', value: 'Scaffolding' }],
  })
})

test('a map for one form leaves the others alone', () => {
  const own = aSource({ forms: { 204: { fieldMap: { message: ['your-subject'] } } } })
  const map = (id: string) => contactForm7.map({ _wpcf7: id, 'your-subject': 'Hello' }, own)

  assert.equal(map('204').message, 'Hello')
  assert.deepEqual(map('205').answers, [{ key: 'your-subject', value: 'Hello' }])
})

test('a body that names no fields is kept as a notice', () => {
  for (const kind of [wpforms, elementor, contactForm7]) {
    for (const body of [[], 'text', null]) {
      assert.equal(kind.split(body, aCaptureRequest())[0]?.kind, 'notice')
    }
  }
})
