import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { Signal } from './signal.ts'
import { visitCounts } from './visit-counts.ts'

const RECEIVED = new Date('2026-03-02T12:00:00Z')

const signal = (given: Partial<Signal>): Signal => ({
  ...{ id: randomUUID(), type: 'page-view', at: RECEIVED, sessionId: 'a' },
  ...given,
})

test('without signals nothing is known', () => {
  assert.equal(visitCounts([], ['/pricing'], RECEIVED), undefined)
})

test('signals are counted by what they say', () => {
  const counts = visitCounts(
    [
      signal({ url: 'https://acme.example/', at: new Date('2026-02-28T00:00:00Z') }),
      signal({ url: 'https://acme.example/pricing?plan=team', sessionId: 'b' }),
      signal({ type: 'download' }),
      signal({ type: 'webinar-minutes', value: 20 }),
      signal({ type: 'webinar-minutes', value: 12.5 }),
      signal({ type: 'webinar-minutes', value: -5 }),
    ],
    ['/pricing'],
    RECEIVED,
  )

  assert.deepEqual(counts, {
    ...{ visits: 2, pageViews: 2, pricingViews: 1, downloads: 1 },
    ...{ webinarMinutes: 32.5, daysSinceFirst: 2.5 },
  })
})

test('a path names its page and those below it, and a star any one part', () => {
  const views = (url: string, path: string) =>
    visitCounts([signal({ url })], [path], RECEIVED)?.pricingViews

  assert.equal(views('https://acme.example/Pricing/team/', '/pricing'), 1)
  assert.equal(views('/no/pricing', '/*/pricing'), 1)
  assert.equal(views('/pricing-news', '/pricing'), 0)
  assert.equal(views('/blog/pricing', '/pricing'), 0)
  assert.equal(views('/pricing', '/*/pricing'), 0)
  assert.equal(views('http://[', '/pricing'), 0)
})
