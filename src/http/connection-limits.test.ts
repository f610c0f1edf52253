import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig } from '../config.ts'
import { connectionLimits } from './connection-limits.ts'

test('without settings the limits suit a proxy that keeps its connections for a minute', () => {
  assert.deepEqual(connectionLimits(readConfig({})), {
    requestMs: 30_000,
    headersMs: 10_000,
    idleMs: 75_000,
    silentMs: 60_000,
    most: 10_000,
    checkMs: 5_000,
  })
})

test('headers have no longer than their request, and a live feed is never taken for silent', () => {
  const limits = connectionLimits(
    readConfig({ STL_REQUEST_SECONDS: '4', STL_IDLE_SECONDS: '9', STL_MOST_CONNECTIONS: '50' }),
  )

  assert.deepEqual(limits, {
    requestMs: 4_000,
    headersMs: 4_000,
    idleMs: 9_000,
    silentMs: 60_000,
    most: 50,
    checkMs: 2_000,
  })
})
