import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type RunningApi, runningApi } from '../../test/support/running-api.ts'
import { newId } from '../domain/ids.ts'

type Report = {
  readonly applied: boolean
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly problems: readonly { line: number; column?: string; reason: string }[]
}
type Shown = {
  readonly id: string
  readonly name: string
  readonly ownerRepId?: string
  readonly parentName?: string
  readonly subsidiaries: readonly { name: string }[]
}

async function take(api: RunningApi, text: string | Buffer, query = '', type = 'text/csv') {
  const response = await fetch(`${api.url}/v1/accounts/imports${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${api.adminToken}`, 'content-type': type },
    body: text,
  })
  return { status: response.status, body: (await response.json()) as Report }
}

async function find(api: RunningApi, search: string) {
  const { body } = await api.call('GET', `/v1/accounts?search=${encodeURIComponent(search)}`)
  const { items } = body as { items: Shown[] }
  const [first] = items
  if (first === undefined) return undefined
  return (await api.call('GET', `/v1/accounts/${first.id}`)).body as Shown
}

const FILE = `external_id,name,domains,parent,owner,named,country,phone
1,Quayside Logistics AS,quayside.example,2,jonas,yes,NO,22 33 44 55
2,Quayside Holding,,,ingvild@halden.example,no,,
`

test('a file of accounts is taken in, and once more changes nothing', async () => {
  await using api = await runningApi()

  const first = await take(api, FILE)
  const again = await take(api, `\uFEFF${FILE.replaceAll(',', ';').replaceAll('\n', '\r\n')}`)
  const child = await find(api, 'quayside logistics')
  const parent = await find(api, '2')

  assert.deepEqual(first.body, {
    ...{ applied: true, created: 2, updated: 0, unchanged: 0, problemCount: 0, problems: [] },
  })
  assert.deepEqual([again.body.created, again.body.unchanged], [0, 2])
  assert.deepEqual([child?.ownerRepId, child?.parentName], ['jonas', 'Quayside Holding'])
  assert.deepEqual(
    [parent?.ownerRepId, parent?.subsidiaries.map(({ name }) => name)],
    ['ingvild', ['Quayside Logistics AS']],
  )
})

test('bad lines are told by line and column and do not stop the good ones, unless all or none is asked', async () => {
  await using api = await runningApi()
  const file = `external_id,name,owner,domains\n1,"Acme\nGmbH",,\n2,Beta,nobody,gmail.com\n3,Gamma\n`

  const tried = await take(api, file, '?dryRun=true')
  const strict = await take(api, file, '?strict=true')
  const none = await find(api, 'acme')
  const taken = await take(api, file)

  assert.deepEqual([tried.body.applied, tried.body.created], [false, 1])
  assert.deepEqual([strict.body.applied, none], [false, undefined])
  assert.deepEqual([taken.body.applied, taken.body.created], [true, 1])
  assert.deepEqual(
    taken.body.problems.map(({ line, column }) => [line, column]),
    [
      [4, 'domains'],
      [4, 'owner'],
      [5, undefined],
    ],
  )
})

test('a file that is none is refused with its place', async () => {
  await using api = await runningApi()
  const detail = async (text: string | Buffer, type?: string) => {
    const { status, body } = await take(api, text, '', type)
    return [
      status,
      (body as unknown as { code: string; detail: string }).code,
      (body as unknown as { detail: string }).detail,
    ]
  }

  assert.deepEqual((await detail('{}', 'application/json')).slice(0, 2), [
    415,
    'content-type-unsupported',
  ])
  assert.deepEqual((await detail(Buffer.from([0x6e, 0xff]))).slice(0, 2), [400, 'body-not-utf8'])
  assert.match(String((await detail('external_id,nam\n1,A\n'))[2]), /line 1: .*did you mean `name`/)
  assert.match(String((await detail('external_id,name\n1,"A\n'))[2]), /quotation mark/)
  assert.match(String((await detail(''))[2]), /empty|required/)
})

test('one account is written and read; who would be their own parent is refused', async () => {
  await using api = await runningApi()
  const [id, other] = [newId<string>(), newId<string>()]
  const put = (to: string, body: object) => api.call('PUT', `/v1/accounts/${to}`, { body })

  const made = await put(id, {
    name: 'Acme',
    domains: ['www.acme.example'],
    ownerRepId: 'jonas',
    externalIds: { sf: '1' },
  })
  const child = await put(other, { name: 'Acme GmbH', parentId: id })
  const circle = await put(id, { name: 'Acme', parentId: other })
  const orphan = await put(id, { name: 'Acme', parentId: newId<string>() })
  const taken = await put(other, { name: 'Acme GmbH', externalIds: { sf: '1' } })
  const wrong = await put(id, { name: 'n/a', ownerRepId: 'x', domains: ['gmail.com'] })
  const unknown = await api.call('GET', `/v1/accounts/${newId<string>()}`)
  const token = await api.token('rep', 'jonas')
  const byRep = await api.call('PUT', `/v1/accounts/${id}`, { token, body: { name: 'Mine' } })

  assert.deepEqual((made.body as { domains: string[] }).domains, ['acme.example'])
  assert.equal((child.body as Shown).parentName, 'Acme')
  assert.deepEqual(
    [circle, orphan, taken].map(({ status, body }) => [status, (body as { code: string }).code]),
    [
      [422, 'account-parent-circle'],
      [422, 'account-parent-unknown'],
      [409, 'account-id-conflict'],
    ],
  )
  assert.match((wrong.body as { detail: string }).detail, /name: .*domains\.0: .*ownerRepId: /)
  assert.deepEqual([unknown.status, byRep.status], [404, 403])
})

test('two files at once that would make a circle together do not', async () => {
  await using api = await runningApi()
  await take(api, 'external_id,name\n1,Alpha\n2,Beta\n')

  const both = await Promise.all([
    take(api, 'external_id,parent\n1,2\n'),
    take(api, 'external_id,parent\n2,1\n'),
  ])

  assert.deepEqual(both.map(({ body }) => body.problems.length).sort(), [0, 1])
})
