import assert from 'node:assert/strict'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { stl } from '../../test/support/command-line.ts'
import { runningApi } from '../../test/support/running-api.ts'

const SLA = 'acknowledgeWithinMinutes: { hot: 5, warm: 15, cold: 60 }\nmaxHops: 23\n'

async function file(text: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'stl-rules-')), 'sla.yaml')
  await writeFile(path, text)
  return path
}

test('a draft goes from one manager by another to an active revision, and back', async () => {
  await using api = await runningApi()
  const [ana, ben] = [await api.token('manager'), await api.token('manager')]
  const as =
    (token: string) =>
    (...args: string[]) =>
      stl({ url: api.url, token }, 'rules', ...args)
  const [run, review] = [as(ana), as(ben)]

  const drafted = await run('draft', '-f', await file(SLA), '--name', 'More hops', '-m', 'Why not')
  const listed = await run('drafts')
  const approved = await review('approve', '1@1', '-m', 'Good')
  const changed = await run('draft', '1@1', '-f', await file(SLA.replace('23', '24')))
  const compared = await run('diff', '--draft', '1')
  const published = await run('publish', '1')
  const back = await run('rollback', '-m', 'Too many')
  const history = await run('history')

  assert.match(
    drafted.out,
    /^Draft 1@1: More hops \(changes revision 1\)\n\n {2}sla: maxHops \d+ -> 23\n/,
  )
  assert.match(drafted.out, /Publish it: .\/stl rules publish 1$/)
  assert.match(listed.out, /^1@1 {2}open {2}on 1 {2}.*More hops$/)
  assert.match(approved.out, /approved by \w+: Good/)
  assert.match(changed.complaint, /Changed meanwhile/)
  assert.match(compared.out, /^sla: maxHops \d+ -> 23$/)
  assert.match(published.out, /^Revision 2 is active.\n {2}sla: maxHops/)
  assert.match(back.out, /^Revision 3 is active, with the documents of revision 1.\n/)
  assert.match(history.out, /^3 .* back to 1: Too many\n2 .* draft 1 .*Why not\n1 /)
})

test('applying with a base tells who published meanwhile, and applies nothing', async () => {
  await using api = await runningApi()
  const apply = async (text: string, ...args: string[]) =>
    stl({ url: api.url, token: api.adminToken }, 'apply', '-f', await file(text), ...args)

  const first = await apply(SLA, '--base', '1', '-m', 'more')
  const second = await apply(SLA.replace('23', '24'), '--base', '1')

  assert.match(first.out, /^Applied as revision 2. Changed: sla.\n {2}sla: maxHops \d+ -> 23$/)
  assert.equal(second.exitCode, 1)
  assert.match(second.complaint, /Revision 2 was published by admin at .* UTC: "more"/)
})

test('what is missing or wrong is said', async () => {
  await using api = await runningApi()
  const run = (...args: string[]) => stl({ url: api.url, token: api.adminToken }, 'rules', ...args)
  const wrong = await run('draft', '-f', await file(SLA.replace('maxHops', 'maxHop')))

  const answers = [
    ...[await run(), await run('draft'), await run('approve', '1'), await run('send-back', '1')],
    ...[await run('show', 'first'), await run('diff'), await run('diff', 'one')],
  ]

  assert.equal(wrong.exitCode, 1)
  assert.match(wrong.out, /sla.yaml:2: `maxHop` is not known here/)
  assert.deepEqual(
    answers.map(({ exitCode }) => exitCode),
    answers.map(() => 2),
  )
})
