import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { aCaptureRequest } from '../../../../test/support/a-capture-request.ts'
import { aSource } from '../../../../test/support/a-gateway.ts'
import { exampleDelivery } from '../../../../test/support/example-delivery.ts'
import { gatewayFor, SIGNED } from '../../../../test/support/gateway-for.ts'
import type { BodyTree } from '../../../domain/body-tree.ts'
import { zoom } from './zoom.ts'

const source = aSource({ key: 'zoom', kind: 'zoom' })
const hex = (secret: string, text: string) =>
  createHmac('sha256', secret).update(text).digest('hex')

test('a registration becomes a lead with its webinar', async () => {
  const { body } = await exampleDelivery('zoom.json')
  const trackingUrl = 'https://zoom.example/webinar/register/551/WN_x?utm_campaign=speed'

  assert.deepEqual(zoom.map(body, source), {
    email: 'lena@hofmann-werke.example',
    phone: '+49 30 1234567',
    firstName: 'Lena',
    lastName: 'Hofmann',
    company: 'Hofmann Werke GmbH',
    title: 'Head of Sales',
    country: 'DE',
    city: 'Berlin',
    postalCode: '10115',
    message: 'Will there be a recording?',
    sourceLeadId: 'webinar.registration_created:98765432101:RegistrantExample',
    utm: { source: 'partner', campaign: 'speed' },
    webinar: {
      id: '98765432101',
      title: 'Answering leads within a minute',
      startsAt: '2026-03-10T15:00:00Z',
    },
    submittedAt: '2026-03-02T14:29:57.000Z',
    answers: [
      { key: 'id', value: 'RegistrantExample' },
      { key: 'industry', value: 'Manufacturing' },
      { key: 'no_of_employees', value: '251-500' },
      { key: 'purchasing_time_frame', value: '1-3 months' },
      { key: 'status', value: 'approved' },
      { key: 'join_url', value: 'https://zoom.example/w/98765432101' },
      { key: 'tracking_source.id', value: '551' },
      { key: 'tracking_source.tracking_url', value: trackingUrl },
      { key: 'How many leads a month?', value: '400' },
      { key: 'webinar.duration', value: '45' },
      { key: 'webinar.timezone', value: 'Europe/Oslo' },
    ],
  })
})

test('a registration is told apart by event, webinar and registrant', () => {
  const keyOf = (event: string, id: number, registrant: BodyTree) => {
    const body = { event, payload: { object: { id, registrant } } }
    return zoom.dedupe(zoom.map(body, source), aCaptureRequest({ body }), body).dedupeKey
  }
  const [webinar, meeting] = ['webinar.registration_created', 'meeting.registration_created']
  const keys = [
    keyOf(webinar, 1, { id: 'r' }),
    keyOf(meeting, 1, { id: 'r' }),
    keyOf(webinar, 2, { id: 'r' }),
    keyOf(webinar, 1, { id: 's' }),
    keyOf(webinar, 1, { email: 'a@b.example' }),
  ]

  assert.equal(new Set(keys).size, keys.length)
  assert.match(keyOf(webinar, 1, {}), /^body:/)
})

test('registrations are leads; what is decided of them later, and all else, is kept as notice', () => {
  const why = (event: string) => {
    const [item] = zoom.split({ event }, aCaptureRequest())
    return item?.kind === 'notice' ? item.why : item?.kind
  }

  assert.equal(why('meeting.registration_created'), 'lead')
  assert.equal(why('webinar.registration_approved'), 'registration-approved')
  assert.equal(why('webinar.registration_denied'), 'registration-denied')
  assert.equal(why('webinar.registration_cancelled'), 'registration-cancelled')
  assert.equal(why('webinar.started'), 'event-not-a-lead')
})

const validation = (plainToken: unknown) =>
  JSON.stringify({ event: 'endpoint.url_validation', payload: { plainToken }, event_ts: 1 })

test('the question whether we know the secret is answered, with and without a signature', async () => {
  await using gateway = await gatewayFor({ kind: 'zoom', ...SIGNED })
  const body = validation('qgg8vlvZRS6UYooatFL8Aw')
  const time = String(gateway.now.getTime() / 1_000)
  const headersBy = (secret: string) => ({
    'content-type': 'application/json',
    'x-zm-request-timestamp': time,
    'x-zm-signature': `v0=${hex(secret, `v0:${time}:${body}`)}`,
  })
  const answerOf = async (headers?: Record<string, string>) => {
    const response = await gateway.post('/v1/capture/zoom', body, headers)
    return { status: response.status, body: await response.json() }
  }
  const answerBy = (secret: string) => ({
    status: 200,
    body: {
      plainToken: 'qgg8vlvZRS6UYooatFL8Aw',
      encryptedToken: hex(secret, 'qgg8vlvZRS6UYooatFL8Aw'),
    },
  })

  assert.deepEqual(await answerOf(), answerBy('secret-of-now'))
  assert.deepEqual(await answerOf(headersBy('secret-of-now')), answerBy('secret-of-now'))
  assert.deepEqual(await answerOf(headersBy('secret-before')), answerBy('secret-before'))
  assert.equal((await answerOf(headersBy('guessed'))).status, 401)
  assert.deepEqual([gateway.intake.kept, gateway.intake.notices], [[], []])
})

test('nobody gets a delivery signed by asking for it, or anything without a secret', async () => {
  await using gateway = await gatewayFor({ kind: 'zoom', ...SIGNED }, { kind: 'zoom', key: 'bare' })
  const tokens = ['v0:1772461800:{}', '', undefined, { a: 1 }, 'x'.repeat(201)]

  for (const token of tokens) {
    const response = await gateway.post('/v1/capture/zoom', validation(token))
    assert.equal(response.status, 401)
  }
  assert.equal((await gateway.post('/v1/capture/bare', validation('abc'))).status, 401)
})
