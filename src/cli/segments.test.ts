import assert from 'node:assert/strict'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { stl } from '../../test/support/command-line.ts'
import { type RunningApi, runningApi } from '../../test/support/running-api.ts'

const run = (api: RunningApi, ...args: string[]) =>
  stl({ url: api.url, token: api.adminToken }, 'segments', ...args)

test('a list is loaded from a file, shown and deleted', async () => {
  await using api = await runningApi()
  const file = join(await mkdtemp(join(tmpdir(), 'stl-')), 'zips.csv')
  await writeFile(file, 'zip\n0150\n01 50\n9000\n')

  const unnamed = await run(api, 'load', 'zips_north', file, '--field', 'lead.postalCode')
  const loaded = await run(
    api,
    'load',
    'zips_north',
    file,
    '--field',
    'lead.postalCode',
    '--column',
    'zip',
  )
  const listed = await run(api, 'list')
  const shown = await run(api, 'show', 'zips_north')
  const misspelt = await run(api, 'show', 'zips_nort')
  const deleted = await run(api, 'delete', 'zips_north')

  assert.equal(unnamed.exitCode, 1)
  assert.match(unnamed.complaint, /line 1: the first line names the columns/)
  assert.match(
    loaded.out,
    /^Segment zips_north: 2 values of lead\.postalCode, version \d+; 1 line says/,
  )
  assert.match(listed.out, /^zips_north {2}lead\.postalCode {2}2 values {2}/)
  assert.match(misspelt.complaint, /no list of a segment `zips_nort`; did you mean `zips_north`\?/)
  assert.match(shown.out, /version \d+ .* in use\nNo active rule asks for it\.$/)
  assert.equal(deleted.out, 'Segment zips_north has no list any more.')
  assert.equal((await run(api, 'list')).out, 'No lists.')
  for (const line of [listed, shown].flatMap(({ out }) => out.split('\n')))
    assert.ok(line.length <= 80, line)
})
