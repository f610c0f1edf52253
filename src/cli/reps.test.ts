import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stl } from '../../test/support/command-line.ts'
import { runningApi } from '../../test/support/running-api.ts'

test('a rep is said to be away, is listed so, and comes back', async () => {
  await using api = await runningApi()
  api.at(new Date('2026-03-02T09:00:00Z'))
  const run = (...args: string[]) => stl({ url: api.url, token: api.adminToken }, 'reps', ...args)

  const left = await run('presence', 'jonas', 'away')
  const listed = await run('list')
  const back = await run('presence', 'jonas', 'online')
  const wrong = [await run('presence', 'jonas', 'set-away'), await run('presence'), await run()]
  const misspelt = await run('presence', 'jons', 'online')

  assert.match(left.out, /^jonas is away and takes no leads now\./)
  assert.match(listed.out, /^jonas +\S.* away +takes none now/m)
  assert.match(back.out, /^jonas is online and takes leads now\./)
  assert.deepEqual(
    wrong.map(({ exitCode }) => exitCode),
    [2, 2, 2],
  )
  assert.equal(misspelt.exitCode, 1)
})
