import assert from 'node:assert/strict'
import { constants, getPriority } from 'node:os'
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

test('a thread behind others leaves the priority of the rest of the process as it was', async (t) => {
  if (process.platform !== 'linux') return t.skip('Threads have no priority of their own here')
  const before = getPriority()
  const helper = new URL('./behind-others.ts', import.meta.url)
  const code = `
    import { getPriority } from 'node:os'
    import { parentPort } from 'node:worker_threads'
    import { runBehindOthers } from '${helper}'
    runBehindOthers()
    parentPort.postMessage(getPriority())`
  const module = new URL(`data:text/javascript,${encodeURIComponent(code)}`)

  const inside = await inThread(module, undefined, new AbortController().signal)

  assert.equal(inside, constants.priority.PRIORITY_LOW)
  assert.equal(getPriority(), before)
})
