import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stl } from '../../test/support/command-line.ts'
import { type RunningApi, runningApi } from '../../test/support/running-api.ts'
import { postgresSourceAlarms } from '../adapters/postgres/source-alarms.ts'

type Listed = { key: string; leadsLastDay: number; unread: number; alarm?: { code: string } }

async function listed(api: RunningApi, key: string): Promise<Listed | undefined> {
  const { body } = await api.call('GET', '/v1/sources')
  return (body as { items: Listed[] }).items.find((one) => one.key === key)
}

const post = (api: RunningApi, email: string) =>
  api.call('POST', '/v1/capture/web-form', { token: null, body: { email } })

test('sources show how many leads came within a day', async () => {
  await using api = await runningApi()
  api.at(new Date('2026-03-01T08:00:00Z'))
  await post(api, 'long-ago@acme.example')
  api.at(new Date('2026-03-02T09:00:00Z'))
  await post(api, 'ada@acme.example')
  await post(api, 'kim@acme.example')

  assert.partialDeepStrictEqual(await listed(api, 'web-form'), { leadsLastDay: 2, unread: 0 })
  assert.partialDeepStrictEqual(await listed(api, 'webinar'), { leadsLastDay: 0 })
})

test('what a person has to mend stands with its source, in the API and on the command line', async () => {
  await using api = await runningApi()
  const since = new Date('2026-03-02T09:00:00Z')
  const code = 'source-token-expired'
  await postgresSourceAlarms(api.db).raise({ sourceKey: 'web-form', code, since })

  const { out, exitCode } = await stl({ url: api.url, token: api.adminToken }, 'sources', 'list')

  assert.equal((await listed(api, 'web-form'))?.alarm?.code, code)
  assert.equal(exitCode, 0)
  assert.match(out, /^web-form +form +0 +- +source-token-expired since 2026-03-02T09:00$/m)
})

test('a rep does not see the sources', async () => {
  await using api = await runningApi()
  const token = await api.token('rep', 'jonas')

  assert.equal((await api.call('GET', '/v1/sources', { token })).status, 403)
})
