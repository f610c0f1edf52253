import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stampConsents } from './stamp-consents.ts'

const receivedAt = new Date('2026-03-02T14:30:00Z')
const news = { key: 'news', granted: true }

/** The time of the one consent of a form. */
const timeOf = (submittedAt?: string, at?: string) =>
  stampConsents(
    {
      ...(submittedAt === undefined ? {} : { submittedAt }),
      consent: [{ ...news, ...(at === undefined ? {} : { at }) }],
    },
    { receivedAt },
  ).consent?.[0]?.at

test('a consent is of the time it names, else of its form, else of when it was received', () => {
  assert.equal(timeOf(), '2026-03-02T14:30:00.000Z')
  assert.equal(timeOf('2026-03-02T15:29:00+01:00'), '2026-03-02T14:29:00.000Z')
  assert.equal(
    timeOf('2026-03-02T14:29:00Z', '2026-03-01T09:00:00+00:00'),
    '2026-03-01T09:00:00.000Z',
  )
})

test('nothing was agreed to after it was received, or by a clock that was never set', () => {
  assert.equal(timeOf('2026-03-02T14:30:01Z'), '2026-03-02T14:30:00.000Z')
  assert.equal(timeOf('0000-01-01T00:00:00Z'), '2026-03-02T14:30:00.000Z')
  assert.equal(timeOf(undefined, '2031-01-01T00:00:00Z'), '2026-03-02T14:30:00.000Z')
})

test('the address of the browser is noted, and two boxes that say the same are one', () => {
  const { consent } = stampConsents(
    { consent: [news, { ...news, granted: false }, news] },
    { receivedAt, senderAddress: '198.51.100.7' },
  )

  const when = { at: '2026-03-02T14:30:00.000Z', address: '198.51.100.7' }
  assert.deepEqual(consent, [
    { ...news, ...when },
    { ...news, granted: false, ...when },
  ])
})

test('a form without consents stays as it is', () => {
  const form = { email: 'kari@fjordtech.example' }

  assert.equal(stampConsents(form, { receivedAt }), form)
})
