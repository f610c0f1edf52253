import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Overtaken, Refused, Unavailable } from '../domain/failure.ts'
import { problemOf } from './error-reply.ts'

const statusOf = (code: string) => problemOf(new Refused(code, 'for operators')).status

test('a refusal without an entry of its own is answered by the ending of its code', () => {
  assert.equal(statusOf('lead-unknown'), 404)
  assert.equal(statusOf('plan-not-allowed'), 403)
  assert.equal(statusOf('name-conflict'), 409)
  assert.equal(statusOf('rep-inactive'), 422)
  assert.equal(statusOf('constructor'), 422)
})

test('no message of an error reaches the public', () => {
  const errors = [
    new Refused('rep-inactive', 'for operators'),
    new Unavailable('database-down', 'for operators'),
    new Overtaken('for operators'),
    new Error('for operators'),
    'for operators',
  ]

  for (const error of errors) {
    assert.ok(!JSON.stringify(problemOf(error)).includes('operators'))
  }
})

test('who was overtaken is told to look again', () => {
  assert.deepEqual(
    [problemOf(new Overtaken('late')).status, problemOf(new Overtaken('late')).code],
    [409, 'overtaken'],
  )
})

test('an outage names when to come back, and five seconds when nobody knows', () => {
  const now = new Date('2026-03-02T14:30:00Z')
  const until = (at: string) => new Unavailable('x', 'm', { notBefore: new Date(at) })

  assert.equal(problemOf(until('2026-03-02T14:30:29.001Z'), now).retryAfterSeconds, 30)
  assert.equal(problemOf(until('2026-03-02T14:29:00Z'), now).retryAfterSeconds, 5)
  assert.equal(problemOf(new Unavailable('x', 'm'), now).retryAfterSeconds, 5)
})
