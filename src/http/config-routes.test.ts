import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse, stringify } from 'yaml'
import { type RunningApi, runningApi } from '../../test/support/running-api.ts'
import { stored } from '../../test/support/stored.ts'

type Files = { path: string; text: string }[]

const apply = (api: RunningApi, files: Files, basedOn?: number) =>
  api.call('POST', '/v1/config/apply', { body: { files, ...(basedOn && { basedOn }) } })

async function exported(api: RunningApi) {
  const { body } = await api.call('GET', '/v1/config/export')
  return body as { revision: number; files: Files }
}

const EXAMPLE_COMPANY = join(import.meta.dirname, '../../config')

const SLA = 'acknowledgeWithinMinutes: { hot: 5, warm: 15, cold: 60 }\nmaxHops: 3\n'

test('what is exported can be applied again, and changes nothing', async () => {
  await using api = await runningApi()
  const { revision, files } = await exported(api)

  const { status, body } = await apply(api, files)

  assert.equal(status, 200)
  assert.deepEqual(body, { revision, changed: [], changes: [], warnings: [], resumed: 0 })
  assert.deepEqual(files.map(({ path }) => path).sort(), readdirSync(EXAMPLE_COMPANY).sort())
})

test('a channel whose variable the gateway lacks is applied, and told each time where it must be set', async () => {
  await using api = await runningApi()
  const text = 'inApp: {}\nslack:\n  token: env:NOT_SET_HERE\n  signingSecret: demo:fine\n'
  const files = [{ path: 'channels.yaml', text }]
  const checked = await api.call('POST', '/v1/config/check', { body: { files } })

  const [first, again] = [await apply(api, files), await apply(api, files)]

  const told = { code: 'channel-secret-unset', path: 'slack.token', file: 'channels.yaml', line: 3 }
  for (const { status, body } of [first, again]) {
    assert.equal(status, 200)
    const { warnings } = body as { warnings: { level: string; message: string }[] }
    assert.equal(warnings.length, 1)
    assert.partialDeepStrictEqual(warnings, [{ ...told, level: 'warning' }])
    assert.match(warnings[0]?.message ?? '', /`slack`.*NOT_SET_HERE.*worker.*gateway/)
  }
  assert.deepEqual((again.body as { changed: string[] }).changed, [])
  assert.partialDeepStrictEqual(checked.body, { findings: [{ ...told, level: 'note' }] })
})

test('whoever is left behind is told of with what was applied', async () => {
  await using api = await runningApi()
  await stored.assignedLead(api.db, 'grace')
  const { files } = await exported(api)
  const teams = files.filter(({ path }) => path === 'teams.yaml')
  const without = teams.map(({ path, text }) => {
    const isGrace = (one: { id?: string; repId?: string }) => (one.repId ?? one.id) === 'grace'
    const left = parse(text, (_, value) =>
      Array.isArray(value) ? value.filter((one) => !isGrace(one)) : value,
    )
    return { path, text: stringify(left) }
  })

  const { status, body } = await apply(api, without)

  assert.equal(status, 200)
  assert.partialDeepStrictEqual(body, { warnings: [{ code: 'rep-in-use', file: 'teams.yaml' }] })
})

test('keys in another order are the same document', async () => {
  await using api = await runningApi()
  const { files } = await exported(api)
  const reversed = files.map(({ path, text }) => ({ path, text: stringify(reverse(parse(text))) }))

  const { body } = await apply(api, reversed)

  assert.notDeepEqual(reversed, files)
  assert.deepEqual(body, { revision: 1, changed: [], changes: [], warnings: [], resumed: 0 })
})

function reverse(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverse)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, inner]) => [key, reverse(inner)])
  return Object.fromEntries(entries.reverse())
}

test('a document that is sent alone replaces its own kind and wakes the waiting', async () => {
  await using api = await runningApi()
  const leadId = await stored.lead(api.db, { state: 'waiting', waitingFor: null })

  const { body } = await apply(api, [{ path: 'some/where/sla.yaml', text: SLA }])

  const sla = await api.call('GET', '/v1/config/sla')
  const lead = await api.call('GET', `/v1/leads/${leadId}`)
  const { changes, ...rest } = body as { changes: { text: string }[] }
  assert.deepEqual(rest, { revision: 2, changed: ['sla'], warnings: [], resumed: 1 })
  assert.deepEqual(
    changes.map(({ text }) => text),
    ['sla: maxHops 4 -> 3'],
  )
  assert.equal((sla.body as { document: { maxHops: number } }).document.maxHops, 3)
  assert.equal((lead.body as { state: string }).state, 'travelling')
})

test('all problems are told at once, by file and line, and nothing is applied', async () => {
  await using api = await runningApi()

  const { status, body } = await apply(api, [
    { path: 'sla.yaml', text: SLA.replace('maxHops: 3', 'maxHops: many') },
    { path: 'crm.yaml', text: 'kind: nowhere\n' },
    { path: 'colours.yaml', text: 'red: true\n' },
  ])

  const { code, problems } = body as { code: string; problems: { file: string; line: number }[] }
  assert.equal(status, 422)
  assert.equal(code, 'documents-invalid')
  assert.deepEqual(
    new Set(problems.map(({ file }) => file)),
    new Set(['sla.yaml', 'crm.yaml', 'colours.yaml']),
  )
  assert.equal(problems.find(({ file }) => file === 'sla.yaml')?.line, 2)
  assert.equal((await exported(api)).revision, 1)
})

test('a source that nothing could prove is refused by file, line, source and setting', async () => {
  await using api = await runningApi()
  const text = 'sources:\n  - key: survey\n    name: Survey\n    kind: typeform\n'

  const { status, body } = await apply(api, [{ path: 'sources.yaml', text }])

  const { problems } = body as { problems: { file: string; line: number; reason: string }[] }
  assert.equal(status, 422)
  assert.deepEqual(
    problems.map(({ file, line }) => [file, line]),
    [['sources.yaml', 2]],
  )
  assert.match(problems[0]?.reason ?? '', /^`survey` needs `secret` or `pathToken`: /)
  assert.equal((await exported(api)).revision, 1)
})

test('an edit of a revision that is no longer active is overtaken', async () => {
  await using api = await runningApi()
  await apply(api, [{ path: 'sla.yaml', text: SLA }], 1)

  const { status } = await apply(api, [{ path: 'sla.yaml', text: SLA.replace('3', '4') }], 1)

  const { body } = await api.call('GET', '/v1/config/revisions')
  const { items } = body as { items: { revision: number; appliedBy: string }[] }
  assert.equal(status, 409)
  assert.deepEqual(
    items.map(({ revision, appliedBy }) => [revision, appliedBy]),
    [
      [2, 'admin'],
      [1, 'test'],
    ],
  )
})
