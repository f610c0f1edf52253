import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stl } from '../../test/support/command-line.ts'
import { runningApi } from '../../test/support/running-api.ts'

test('time off is added, listed and removed', async () => {
  await using api = await runningApi()
  api.at(new Date('2026-03-02T09:00:00Z'))
  const run = (...args: string[]) =>
    stl({ url: api.url, token: api.adminToken }, 'time-off', ...args)

  const before = await run('list')
  const added = await run('add', 'jonas', '2026-03-04', '--half', 'morning', '--cover', 'tobias')
  const listed = await run('list', 'jonas')
  const [id = ''] = listed.out.split(' ')
  const removed = await run('remove', id)
  const after = await run('list')

  assert.match(before.out, /^No time off/)
  assert.match(added.out, /jonas {2}2026-03-03 23:00 to 2026-03-04 11:00 UTC {2}tobias covers/)
  assert.equal(listed.out, added.out)
  assert.match(removed.out, /^Removed/)
  assert.match(after.out, /^No time off/)
})

test('what is missing is said', async () => {
  await using api = await runningApi()
  const run = (...args: string[]) =>
    stl({ url: api.url, token: api.adminToken }, 'time-off', ...args)

  const answers = [await run('forget'), await run('add', 'jonas'), await run('remove')]
  const wrong = await run('add', 'jonas', '2026-03-32')
  const misspelt = [await run('list', 'jons'), await run('add', 'jons', '2026-03-04')]
  const cover = await run('add', 'jonas', '2026-03-04', '--cover', 'tobas')

  assert.deepEqual(
    answers.map(({ exitCode }) => exitCode),
    [2, 2, 2],
  )
  assert.equal(wrong.exitCode, 1)
  for (const { complaint } of misspelt) {
    assert.match(complaint, /There is no rep `jons`; did you mean `jonas`\?/)
  }
  assert.match(cover.complaint, /There is no other rep `tobas`; did you mean `tobias`\?/)
})
