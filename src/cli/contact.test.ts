import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stl } from '../../test/support/command-line.ts'
import { runningApi } from '../../test/support/running-api.ts'
import { stored } from '../../test/support/stored.ts'

test('a contact is edited and shown, within 80 columns', async () => {
  await using api = await runningApi()
  const contactId = await stored.contact(api.db)
  await stored.lead(api.db, { contactId, version: 0 })
  const run = (...args: string[]) =>
    stl({ url: api.url, token: api.adminToken }, 'contact', ...args)

  const edited = await run('edit', contactId, `title=${'Head of Sales '.repeat(9)}`, 'company=Quay')
  const withdrawn = await run('edit', contactId, '--withdraw', 'company')
  const unknown = await run('edit', contactId, 'shoe=42')
  const bare = await run('edit', contactId)

  assert.equal(edited.exitCode, 0)
  for (const line of edited.out.split('\n')) assert.ok(line.length <= 80, line)
  assert.match(edited.out, /title +Head of Sales .*… +only/)
  assert.match(edited.out, /By hand:\n.*written +by /)
  assert.match(withdrawn.out, /company withdrawn/)
  assert.doesNotMatch(withdrawn.out, /Quay/)
  assert.equal(unknown.exitCode, 1)
  assert.equal(bare.exitCode, 2)
})
