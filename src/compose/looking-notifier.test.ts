import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aNotification } from '../../test/support/a-notification.ts'
import { memoryLog } from '../../test/support/memory-log.ts'
import { memoryNotifier } from '../adapters/memory/notifier.ts'
import { Refused } from '../domain/failure.ts'
import { lookingNotifier } from './looking-notifier.ts'

test('who cannot look finds nothing and says so, and a fault of ours stays one', async () => {
  const log = memoryLog()
  let failure: Error = new Refused('slack-denied', 'Slack answered missing_scope')
  const find = () => Promise.reject(failure)
  const notifier = lookingNotifier({ ...memoryNotifier(), find }, log)
  const look = () => notifier.find?.(aNotification(), new Date()) ?? Promise.resolve(undefined)

  assert.equal(await look(), undefined)
  assert.deepEqual(log.lines, ['warn: Cannot look whether an alert was sent; it is sent again'])
  failure = new TypeError('A mistake of ours')
  await assert.rejects(look(), failure)
})
