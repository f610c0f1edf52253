import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refused, Unavailable } from '../../domain/failure.ts'
import { httpFailure } from './http-failure.ts'

const now = new Date('2026-03-02T14:30:00Z')

function failureFor(status: number, effect: 'reads' | 'writes', retryAfter?: string) {
  const reply = { status, body: undefined, header: () => retryAfter }
  return httpFailure(reply, { vendor: 'acme', effect, now, defaultWaitMs: 5_000 })
}

test('every status has one meaning', () => {
  const table = [200, 201, 202, 204, 301, 400, 401, 403, 404, 408, 409, 422, 429, 500, 503].map(
    (status) => {
      const failure = failureFor(status, 'writes')
      if (failure === undefined) return [status, 'ok']
      const kind = failure instanceof Unavailable && failure.mayHaveHappened ? 'uncertain' : ''
      return [status, `${failure.name} ${failure.code} ${kind}`.trim()]
    },
  )

  assert.deepEqual(Object.fromEntries(table), {
    200: 'ok',
    201: 'ok',
    202: 'ok',
    204: 'ok',
    301: 'Refused acme-rejected',
    400: 'Refused acme-rejected',
    401: 'Refused acme-denied',
    403: 'Refused acme-denied',
    404: 'Refused acme-rejected',
    408: 'Unavailable acme-failed uncertain',
    409: 'Refused acme-rejected',
    422: 'Refused acme-rejected',
    429: 'Unavailable acme-rate-limited',
    500: 'Unavailable acme-failed uncertain',
    503: 'Unavailable acme-failed uncertain',
  })
})

test('a read that failed has changed nothing', () => {
  const failure = failureFor(500, 'reads')

  assert(failure instanceof Unavailable)
  assert.equal(failure.mayHaveHappened, false)
})

const waits = {
  '7': '2026-03-02T14:30:07.000Z',
  'Mon, 02 Mar 2026 14:31:00 GMT': '2026-03-02T14:31:00.000Z',
  '99999999999999': '2026-03-03T14:30:00.000Z',
  soon: '2026-03-02T14:30:05.000Z',
}
for (const [value, expected] of Object.entries(waits)) {
  test(`Retry-After "${value}" means not before ${expected}`, () => {
    const failure = failureFor(429, 'reads', value)

    assert(failure instanceof Unavailable && !(failure instanceof Refused))
    assert.equal(failure.notBefore?.toISOString(), expected)
  })
}
