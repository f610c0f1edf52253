import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { LeadForm } from './lead-form.ts'
import type { Signal } from './signal.ts'
import { touchesOf } from './touches.ts'

const RECEIVED = new Date('2026-03-02T14:30:00Z')
const SITE = 'https://www.acme.example'

const view = (daysBefore: number, given: Partial<Signal> = {}): Signal => ({
  id: randomUUID(),
  type: 'page-view',
  at: new Date(RECEIVED.getTime() - daysBefore * 86_400_000),
  sessionId: `session-${daysBefore}`,
  url: `${SITE}/`,
  ...given,
})

const AD = `${SITE}/?utm_source=google&utm_medium=cpc&gclid=abc`

const channels = (form: LeadForm, signals: readonly Signal[] = []) => {
  const touches = touchesOf(form, RECEIVED, signals)
  return touches && [touches.first.channel, touches.last.channel, touches.lastNonDirect?.channel]
}

describe('the touches of a lead', () => {
  test('are none when nobody knows how they came', () => {
    assert.equal(touchesOf({ email: 'a@b.example' }, RECEIVED, []), undefined)
  })

  test('are its first visit, its own, and the last that was not direct', () => {
    const form = { landingUrl: `${SITE}/contact`, sessionId: 'session-0' }
    assert.deepEqual(channels(form, [view(0), view(5), view(9, { url: AD })]), [
      ...['ad', 'direct', 'ad'],
    ])
  })

  test('are what the form says when there are no signals', () => {
    assert.deepEqual(channels({ click: { gclid: 'abc' } }), ['ad', 'ad', 'ad'])
    assert.deepEqual(channels({ utm: { source: 'news', medium: 'email' } })?.[0], 'campaign')
    assert.deepEqual(channels({ referrer: 'https://blog.example/x' })?.[0], 'referral')
    assert.deepEqual(channels({ landingUrl: `${SITE}/` }), ['direct', 'direct', undefined])
    assert.deepEqual(channels({ campaign: { id: '42' } })?.[0], 'ad')
  })

  test('do not take a click within the website for a referral', () => {
    const form = { landingUrl: `${SITE}/b`, referrer: 'https://acme.example/a' }
    assert.deepEqual(channels(form)?.[1], 'direct')
  })

  test('do not take the mark that Facebook puts on every link for an advertisement', () => {
    assert.deepEqual(channels({ click: { fbclid: 'x' }, referrer: 'https://facebook.com/' }), [
      ...['referral', 'referral', 'referral'],
    ])
  })

  test('have an advertisement that was clicked in the middle of a visit', () => {
    const [direct, ad] = [view(3), view(2, { url: AD, sessionId: 'session-3' })]
    const touches = touchesOf({}, RECEIVED, [direct, ad])
    assert.equal(touches?.first.channel, 'ad')
    assert.equal(touches.first.at, direct.at.toISOString())
  })
})

const aUrl = fc.constantFrom(`${SITE}/`, AD, `${SITE}/?utm_source=news`, `${SITE}/pricing`, 'junk')
const aReferrer = fc.constantFrom(undefined, `${SITE}/a`, 'https://blog.example/', 'junk')
const aSignal = fc
  .record({
    ...{ id: fc.uuid(), days: fc.integer({ min: 0, max: 80 }), url: aUrl, referrer: aReferrer },
    sessionId: fc.constantFrom('a', 'b', 'c', 'd'),
    type: fc.constantFrom('page-view', 'download'),
  })
  .map(({ days, referrer, ...given }) =>
    view(days, { ...given, ...(referrer === undefined ? {} : { referrer }) }),
  )
const signalsOnce = fc.uniqueArray(aSignal, { selector: ({ id }) => id, maxLength: 12 })
const aForm = fc.constantFrom<LeadForm>(
  ...[
    {},
    { sessionId: 'a' },
    { sessionId: 'b', landingUrl: AD },
    { referrer: 'https://x.example' },
  ],
)

describe('whatever the visits were', () => {
  test('the order in which signals are read changes nothing', () => {
    fc.assert(
      fc.property(aForm, signalsOnce, (form, signals) => {
        const one = touchesOf(form, RECEIVED, signals)
        assert.deepEqual(touchesOf(form, RECEIVED, signals.toReversed()), one)
      }),
    )
  })

  test('the first is not after the last, and the last that was not direct is between', () => {
    fc.assert(
      fc.property(aForm, signalsOnce, (form, signals) => {
        const touches = touchesOf(form, RECEIVED, signals)
        if (touches === undefined) return
        const { first, last, lastNonDirect } = touches
        assert.ok(first.at <= last.at)
        if (lastNonDirect === undefined) return assert.equal(last.channel, 'direct')
        assert.notEqual(lastNonDirect.channel, 'direct')
        assert.ok(first.at <= lastNonDirect.at && lastNonDirect.at <= last.at)
        if (last.channel !== 'direct') assert.deepEqual(lastNonDirect, last)
      }),
    )
  })

  test('one more direct visit afterwards becomes the last touch and nothing else', () => {
    fc.assert(
      fc.property(signalsOnce, (signals) => {
        const before = touchesOf({}, RECEIVED, signals)
        const after = touchesOf({}, RECEIVED, [...signals, view(-1, { sessionId: 'later' })])
        assert.equal(after?.last.channel, 'direct')
        if (before === undefined) return
        assert.deepEqual(after.first, before.first)
        assert.deepEqual(after.lastNonDirect, before.lastNonDirect)
      }),
    )
  })
})
