import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inThread } from './in-thread.ts'

const FOR_EVER = new URL('data:text/javascript,for (;;) {}')

test('what computes for ever has ended once whoever asked for it is told that they went away', async () => {
  const gone = new AbortController()
  const asked = inThread(FOR_EVER, undefined, gone.signal)
  gone.abort(new Error('gone'))
  await assert.rejects(asked, /gone/)

  await assert.rejects(inThread(FOR_EVER, undefined, AbortSignal.abort(new Error('late'))), /late/)
})
