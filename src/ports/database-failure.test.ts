import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Overtaken, Refused, Unavailable } from '../domain/failure.ts'
import { databaseFailure } from './database-failure.ts'

const withCode = (code: string) => Object.assign(new Error('in their words'), { code })

test('what passes by itself is an outage, with its cause', () => {
  const codes = ['57P01', '40P01', '25P02', '53300', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT']
  const broken = new Error('Connection terminated unexpectedly')
  const passing = [...codes.map(withCode), broken]

  for (const error of passing) {
    const failure = databaseFailure(error)
    assert.ok(failure instanceof Unavailable, error.message)
    assert.equal(failure.code, 'database-down')
    assert.equal(failure.cause, error)
  }
})

test('a fault stays what it is', () => {
  const faults = [...['42P01', '22P02', '23505'].map(withCode), new TypeError('x'), 'not an error']

  for (const fault of faults) assert.equal(databaseFailure(fault), fault)
})

test('our own failures stay what they are', () => {
  const ours = [new Refused('a', 'b'), new Unavailable('a', 'b'), new Overtaken('b')]

  for (const failure of ours) assert.equal(databaseFailure(failure), failure)
})
