import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exampleCompany } from '../../test/support/example-company.ts'
import { type RunningApi, runningApi } from '../../test/support/running-api.ts'
import { postgresConfigurationStore } from '../adapters/postgres/configuration-store.ts'
import { deleteOutlived } from '../adapters/postgres/outlived-rows.ts'
import { postgresSegmentLists } from '../adapters/postgres/segment-lists.ts'
import { RoutingDocument } from '../domain/documents/routing.ts'

type Loaded = {
  readonly version: number
  readonly entries: number
  readonly lines: number
  readonly code: string
  readonly detail: string
}

async function load(
  api: RunningApi,
  csv: string | Buffer,
  query = 'field=lead.postalCode',
  id = 'zips_north',
) {
  const response = await fetch(`${api.url}/v1/segments/${id}?${query}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${api.adminToken}`, 'content-type': 'text/csv' },
    body: csv,
  })
  return { status: response.status, ...((await response.json()) as Loaded) }
}

const lookUp = async (api: RunningApi, ...values: string[]) => {
  const lists = postgresSegmentLists(api.db)
  // At once, so that they share a statement.
  const answers = await Promise.all(
    values.map((value) =>
      lists.lookUp([{ segment: 'zips_north', field: 'lead.postalCode', value }]),
    ),
  )
  return answers.map((found) => found.get('zips_north')?.member)
}

test('a list is loaded, each value as leads are looked up by it, and replaced at one moment', async () => {
  await using api = await runningApi()

  const first = await load(api, 'postal_code,place\nn1 9gu,London\nN19GU,London\n 0150 ,Oslo\n')
  const seen = await lookUp(api, 'N19GU', '0150', 'x')
  const second = await load(api, 'value\n9000\n', '')

  assert.deepEqual([first.status, first.entries, first.lines], [200, 2, 3])
  assert.deepEqual(seen, [true, true, false])
  assert.equal(second.entries, 1)
  assert.deepEqual(await lookUp(api, '0150', '9000'), [false, true])
  const { body } = await api.call('GET', '/v1/segments/zips_north')
  const { versions } = body as { versions: { version: number; replacedAt?: string }[] }
  assert.deepEqual(
    versions.map(({ version, replacedAt }) => [version, replacedAt === undefined]),
    [
      [second.version, true],
      [first.version, false],
    ],
  )
})

test('a file with problems changes nothing and is told line by line, with the column', async () => {
  await using api = await runningApi()
  await load(api, 'value\n0150\n')

  const bad = await load(api, 'id;postal code\n1;0151\n2;\n"3";"a\nb";c\n4;—\n')
  const domains = await load(api, 'domain\nacme.example\nno domain\n', 'field=account.domain', 'x')

  assert.equal(bad.status, 422)
  assert.equal(
    bad.detail,
    'line 3: postal code: blank; line 4: 3 cells, but the first line names 2 columns; ' +
      'line 6: postal code: no value of `lead.postalCode`',
  )
  assert.match(domains.detail, /line 3: domain: no value of `account.domain`/)
  assert.deepEqual(await lookUp(api, '0150', '0151'), [true, false])
})

test('a file that is none, or of which nobody can tell the column, is refused', async () => {
  await using api = await runningApi()
  const detail = async (csv: string | Buffer, query?: string) => {
    const { status, code, detail: words } = await load(api, csv, query)
    return `${status} ${code} ${words}`
  }

  assert.match(await detail('0150\n0151\n'), /line 1: .*call one `value` or `postalCode`/)
  assert.match(
    await detail('zip\n0150\n', 'field=lead.postalCode&column=zipp'),
    /did you mean `zip`/,
  )
  assert.match(await detail('value\n'), /there are no values/)
  assert.match(await detail('value\n"0150\n'), /quotation mark/)
  assert.match(await detail(Buffer.from([0x76, 0x0a, 0xff])), /400 body-not-utf8/)
  assert.match(await detail('value\n0150\n', ''), /field: say of which field/)
  assert.match(await detail('value\n0150\n', 'field=lead.zip'), /there is no field `lead.zip`/)
  assert.deepEqual(await lookUp(api, '0150'), [undefined])
})

test('a list that rules ask for is of the field they look up, and is not deleted', async () => {
  await using api = await runningApi()
  await load(api, 'value\n0150\n')
  const segments = [
    { id: 'zips_north', list: 'lead.postalCode' },
    { id: 'hot_north', when: 'segments.zips_north && score.tier == "hot"' },
  ]
  const apply = (when: string) => {
    const rule = { id: 'north', name: 'North', when, targets: [{ pool: 'emea' }] }
    const routing = RoutingDocument.parse({ segments, rules: [rule], fallback: [{ pool: 'emea' }] })
    return api.call('POST', '/v1/config/apply', {
      body: {
        files: [{ path: 'routing.json', text: JSON.stringify(RoutingDocument.encode(routing)) }],
      },
    })
  }
  const remove = () => api.call('DELETE', '/v1/segments/zips_north')

  assert.equal((await apply('segments.hot_north')).status, 200)
  const shown = await api.call('GET', '/v1/segments/zips_north')
  assert.deepEqual((shown.body as { rules: string[] }).rules, ['north'])
  const other = await load(api, 'value\nOslo\n', 'field=lead.city')
  assert.match(other.detail, /the active rules look up `lead.postalCode` in it/)
  assert.match((await load(api, 'value\n1\n', '', 'hot_north')).detail, /has a condition/)
  const inUse = (await remove()).body as Loaded
  assert.equal(inUse.code, 'segment-in-use')
  assert.match(inUse.detail, /Active rules ask for it: `north`\./)

  assert.equal((await apply('true')).status, 200)
  assert.equal((await remove()).status, 204)
  assert.equal(((await remove()).body as Loaded).code, 'segment-unknown')
  assert.deepEqual(await lookUp(api, '0150'), [undefined])

  const back = (body: object) => api.call('POST', '/v1/config/rollback', { body })
  const refused = (await back({})).body as Loaded
  assert.equal(refused.code, 'warnings-not-accepted')
  assert.match(refused.detail, /`zips_north` has no list yet.*--field lead.postalCode/)
  assert.equal((await back({ acceptWarnings: true })).status, 200)
})

test('two loads at once leave one of them in use, whole', async () => {
  await using api = await runningApi()
  await load(api, 'value\nold\n')

  await Promise.all(['a', 'b', 'c'].map((one) => load(api, `value\n${one}1\n${one}2\n`)))

  const { body } = await api.call('GET', '/v1/segments')
  const { items } = body as { items: { id: string }[] }
  assert.equal(items.length, 1)
  const seen = await lookUp(api, 'OLD', 'A1', 'A2', 'B1', 'B2', 'C1', 'C2')
  assert.equal(seen.filter(Boolean).length, 2)
  assert.deepEqual([seen[1], seen[3], seen[5]], [seen[2], seen[4], seen[6]])
})

test('values of a list that is long out of use go, and its version stays', async () => {
  await using api = await runningApi()
  await load(api, 'value\nold\n')
  const { version } = await load(api, 'value\nnew\n')
  const before = { replacedAt: new Date(Date.now() - 91 * 86_400_000) }
  await api.db.updateTable('segmentVersions').set(before).where('version', '<', version).execute()

  await deleteOutlived(api.db, 365)
  await deleteOutlived(api.db, 365)

  const left = await api.db.selectFrom('segmentEntries').selectAll().execute()
  assert.deepEqual(left, [{ version, value: 'NEW' }])
  const versions = await api.db.selectFrom('segmentVersions').select('emptiedAt').execute()
  assert.deepEqual(versions.map(({ emptiedAt }) => emptiedAt === null).toSorted(), [false, true])
})

test('a decision tells of thousands of rules by the document of its time', async () => {
  await using api = await runningApi()
  const rules = Array.from({ length: 120 }, (_, n) => ({
    ...{ id: `r${n}`, name: `Rule ${n}`, targets: [{ pool: 'emea' }] },
    when: `lead.postalCode == "${n}"`,
  }))
  const routing = RoutingDocument.parse({ rules, fallback: [{ pool: 'emea' }] })
  const store = postgresConfigurationStore(api.db, () => new Date())
  const { revision } = await store.apply({ ...exampleCompany().documents, routing }, 'test')
  await store.apply(exampleCompany().documents, 'test')
  const { stored } = await import('../../test/support/stored.ts')
  const rule = { ruleId: 'r119', verdict: 'true', saw: { 'lead.postalCode': '119' } } as const
  const many = { count: 120, unknown: '3', saw: { 'lead.postalCode': '119' } }
  const leadId = await stored.lead(
    api.db,
    {},
    { form: {}, trace: { revision, rules: [rule], many } },
  )

  const { body } = await api.call('GET', `/v1/leads/${leadId}/explanation`)

  const { route } = body as { route: { ruleId: string; rules: Record<string, unknown>[] } }
  assert.equal(route.rules.length, 120)
  assert.equal(route.ruleId, 'r119')
  assert.deepEqual(
    [route.rules[3]?.verdict, route.rules[4]?.verdict, route.rules[4]?.ruledOutBy],
    ['unknown', 'false', 'lead.postalCode'],
  )
  const evaluated = await api.call('GET', `/v1/leads/${leadId}/explanation?rules=evaluated`)
  const { route: short } = evaluated.body as typeof body & { route: typeof route }
  assert.deepEqual(
    short.rules.map(({ ruleId }) => ruleId),
    ['r3', 'r119'],
  )
})
