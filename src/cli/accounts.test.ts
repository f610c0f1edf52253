import assert from 'node:assert/strict'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { stl } from '../../test/support/command-line.ts'
import { type RunningApi, runningApi } from '../../test/support/running-api.ts'

const run = (api: RunningApi, ...args: string[]) =>
  stl({ url: api.url, token: api.adminToken }, 'accounts', ...args)

test('accounts go in by a file, are looked at, and come out as a file that changes nothing', async () => {
  await using api = await runningApi()
  const folder = await mkdtemp(join(tmpdir(), 'stl-'))
  const [given, written] = [join(folder, 'in.csv'), join(folder, 'out.csv')]
  await writeFile(
    given,
    'external_id,name,other_names,domains,owner,parent\n' +
      'sf:1,"Quayside, ""The"" Company",QL; Quay,quayside.example quay.example,jonas,\n' +
      'sf:2,Quayside GmbH,,,,sf:1\nsf:3,Beta,,,nobody,\n',
  )

  const tried = await run(api, 'import', given, '--dry-run')
  const taken = await run(api, 'import', given)
  const listed = await run(api, 'list', '--search', 'quay')
  const id = listed.out.split(' ')[0] ?? ''
  const shown = await run(api, 'show', id)
  const exported = await run(api, 'export', '-o', written)
  const again = await run(api, 'import', written, '--strict')

  assert.equal(tried.exitCode, 1)
  assert.match(
    tried.out,
    /in\.csv:4: owner: there is no rep `nobody`\nNothing was changed\. .*2 new/,
  )
  assert.match(taken.out, /Taken in: 2 new, 0 changed, 0 as before\./)
  assert.match(listed.out, /Quayside, "The" Company\n {2}jonas quayside\.example quay\.example$/)
  assert.match(
    shown.out,
    /owner +jonas[\s\S]*external ids +sf:1[\s\S]*Subsidiaries\n {2}\S+ {2}Quayside GmbH$/,
  )
  assert.equal(exported.out, `Wrote 2 accounts to ${written}.`)
  assert.equal(
    again.out,
    'Taken in: 0 new, 0 changed, 2 as before.',
    await readFile(written, 'utf8'),
  )
  for (const line of [listed, shown].flatMap(({ out }) => out.split('\n')))
    assert.ok(line.length <= 80)
})
