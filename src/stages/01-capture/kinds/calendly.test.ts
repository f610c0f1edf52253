import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aCaptureRequest } from '../../../../test/support/a-capture-request.ts'
import { aSource } from '../../../../test/support/a-gateway.ts'
import { exampleDelivery } from '../../../../test/support/example-delivery.ts'
import { BY_TOKEN, gatewayFor } from '../../../../test/support/gateway-for.ts'
import { calendly } from './calendly.ts'

const source = aSource({ key: 'calendly', kind: 'calendly' })

test('a new booking becomes a lead with its meeting', async () => {
  const { body } = await exampleDelivery('calendly.json')
  const event = 'scheduled_event'

  assert.deepEqual(calendly.map(body, source), {
    email: 'sofia@andes-energia.example',
    phone: '+56 9 8765 4321',
    fullName: 'Sofia Rojas',
    firstName: 'Sofia',
    lastName: 'Rojas',
    company: 'Andes Energia SpA',
    timezone: 'America/Santiago',
    sourceLeadId: 'https://api.calendly.com/scheduled_events/EV1/invitees/IN1',
    formId: 'https://api.calendly.com/event_types/ET1',
    formName: 'First call with sales',
    utm: { source: 'linkedin', medium: 'paid' },
    submittedAt: '2026-03-02T14:29:57.123456Z',
    answers: [
      { key: 'cancel_url', value: 'https://calendly.com/cancellations/IN1' },
      { key: 'reschedule_url', value: 'https://calendly.com/reschedulings/IN1' },
      { key: `${event}.uri`, value: 'https://api.calendly.com/scheduled_events/EV1' },
      { key: `${event}.start_time`, value: '2026-03-04T15:00:00.000000Z' },
      { key: `${event}.end_time`, value: '2026-03-04T15:30:00.000000Z' },
      { key: `${event}.location.type`, value: 'outbound_call' },
      { key: `${event}.event_memberships.0.user_email`, value: 'rep@acme.example' },
      { key: 'Phone number', value: '+56 2 2345 6789' },
      { key: 'What shall we talk about?', value: 'Solar parks' },
    ],
  })
})

test('a phone number that was asked for counts where the meeting has none', () => {
  const questions_and_answers = [{ question: 'Phone number', answer: '+56 2 2345 6789' }]
  const at = { type: 'physical', location: '+1 Main Street' }
  const payload = { questions_and_answers, scheduled_event: { location: at } }

  assert.equal(calendly.map({ payload }, source).phone, '+56 2 2345 6789')
})

test('only new bookings are leads; everything else is kept and says why', () => {
  const why = (event: string, payload = {}) => {
    const [item] = calendly.split({ event, payload }, aCaptureRequest())
    return item?.kind === 'notice' ? item.why : item?.kind
  }

  assert.equal(why('invitee.created'), 'lead')
  assert.equal(why('invitee.created', { old_invitee: 'https://x' }), 'booking-rescheduled')
  assert.equal(why('invitee.canceled', { rescheduled: true }), 'booking-rescheduled')
  assert.equal(why('invitee.canceled', { rescheduled: false }), 'booking-canceled')
  assert.equal(why('invitee_no_show.created'), 'booking-no-show')
  assert.equal(why('invitee_no_show.deleted'), 'booking-no-show')
  assert.equal(why('routing_form_submission.created'), 'routing-form-without-booking')
  assert.equal(why('something.new'), 'event-not-a-lead')
})

test('a booking that comes again makes no second lead, and a cancellation is kept', async () => {
  await using gateway = await gatewayFor({ kind: 'calendly', ...BY_TOKEN })
  const body = Buffer.from((await exampleDelivery('calendly.json')).bytes).toString()
  const post = (text: string) => gateway.post('/v1/capture/calendly/token-of-now', text)

  await post(body)
  await post(body.replace('14:29:58', '14:35:00'))
  const canceled = await post(body.replace('invitee.created', 'invitee.canceled'))

  assert.deepEqual([canceled.status, await canceled.text()], [200, '{}'])
  assert.equal(gateway.intake.kept.length, 1)
  assert.equal(gateway.intake.notices.length, 1)
})
