import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { stl } from '../../test/support/command-line.ts'
import { type RunningApi, runningApi } from '../../test/support/running-api.ts'

const NOON = new Date('2026-11-03T12:00:00Z')
const LATER = new Date('2026-11-10T12:00:00Z')
const UNKNOWN = '01900000-0000-7000-8000-000000000001'

type Delivery = { id: string; leadIds: string[]; sourceKey: string; verdict: string }
type Page = {
  items: { deliveryId: string; effect: string }[]
  effects: Record<string, number>
  nextCursor: string | null
  since: string
  until: string
}

/** Forms that came at noon, each a minute after the one before; it is a week later now. */
async function withForms(api: RunningApi, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let minute = 0; minute < count; minute += 1) {
    api.at(new Date(NOON.getTime() + minute * 60_000))
    const body = { email: `kim${minute}@x.example`, betrieb: 'Kim AS' }
    const answer = await api.call('POST', '/v1/capture/web-form', { token: null, body })
    ids.push((answer.body as { leadId: string }).leadId)
  }
  api.at(LATER)
  return ids
}

/** Has the source `web-form` read these names as fields of ours from now on. */
async function mapFields(api: RunningApi, fieldMap: Record<string, string[]>) {
  const sources = [{ key: 'web-form', name: 'Form', kind: 'form', fieldMap }]
  const files = [{ path: 'sources.yaml', text: JSON.stringify({ sources }) }]
  const { status, body } = await api.call('POST', '/v1/config/apply', { body: { files } })
  assert.equal(status, 200, JSON.stringify(body))
}

async function listed(api: RunningApi, query = ''): Promise<Delivery[]> {
  const { status, body } = await api.call('GET', `/v1/deliveries${query}`)
  assert.equal(status, 200, JSON.stringify(body))
  return (body as { items: Delivery[] }).items
}

/** Has one source more, of forms that are posted as to HubSpot. */
async function addHubspotForms(api: RunningApi) {
  const sources = [{ key: 'drop-in', name: 'Drop-in', kind: 'hubspot-forms' }]
  const files = [{ path: 'sources.yaml', text: JSON.stringify({ sources }) }]
  const { status, body } = await api.call('POST', '/v1/config/apply', { body: { files } })
  assert.equal(status, 200, JSON.stringify(body))
}

const run = (api: RunningApi, ...args: string[]) =>
  stl({ url: api.url, token: api.adminToken }, 'replay', ...args)

describe('deliveries and their replay', { concurrency: 2 }, () => {
  test('what stood in the address is read again too, and nothing else of it is kept', async () => {
    await using api = await runningApi()
    await addHubspotForms(api)
    const path = '/v1/capture/drop-in?formGuid=form+7&key=hush'
    const body = { fields: [{ name: 'email', value: 'kim@x.example' }] }
    await api.call('POST', path, { token: null, body })
    const [delivery] = await listed(api)

    const { body: replayed } = await api.call('POST', `/v1/deliveries/${delivery?.id}/replay`, {
      body: {},
    })

    assert.equal((replayed as { effect: string }).effect, 'unchanged')
    const { body: kept } = await api.call('POST', '/v1/privacy/export', {
      body: { email: 'kim@x.example' },
    })
    assert.match(JSON.stringify(kept), /"formId":"form 7"/)
    assert.doesNotMatch(JSON.stringify(kept), /hush/)
  })

  test('deliveries are listed latest first, with the leads they made and without what they say', async () => {
    await using api = await runningApi()
    const leads = await withForms(api, 3)

    const all = await listed(api)
    const first = await api.call('GET', '/v1/deliveries?limit=2')
    const { nextCursor } = first.body as { nextCursor: string }
    const rest = await listed(api, `?limit=2&cursor=${nextCursor}`)
    const one = await api.call('GET', `/v1/deliveries/${all[0]?.id}`)

    assert.deepEqual(
      all.map(({ leadIds }) => leadIds),
      leads.toReversed().map((id) => [id]),
    )
    assert.deepEqual([...(first.body as { items: Delivery[] }).items, ...rest], all)
    assert.deepEqual(one.body, all[0])
    assert.doesNotMatch(JSON.stringify(all), /kim|x\.example/i)
    assert.deepEqual(await listed(api, `?lead=${leads[1]}`), [all[1]])
    assert.deepEqual(await listed(api, '?source=webinar'), [])
    assert.deepEqual(await listed(api, '?since=2026-11-03T12:01:00Z&until=2026-11-03T12:02:00Z'), [
      all[1],
    ])
    const unknown = await api.call('GET', `/v1/deliveries/${UNKNOWN}`)
    assert.partialDeepStrictEqual(unknown, { status: 404, body: { code: 'delivery-unknown' } })
  })

  test('replays are for admins, and deliveries for those who run the place', async () => {
    await using api = await runningApi()
    const [manager, rep] = [await api.token('manager'), await api.token('rep', 'ingvild')]
    const post = (path: string, token: string, body: unknown = {}) =>
      api.call('POST', path, { token, body })

    for (const token of [manager, rep]) {
      const one = await post(`/v1/deliveries/${UNKNOWN}/replay`, token)
      const source = await post('/v1/sources/web-form/replay', token, { since: '2026-11-01' })
      assert.deepEqual([one.status, source.status], [403, 403])
    }
    assert.equal((await api.call('GET', '/v1/deliveries', { token: manager })).status, 200)
    assert.equal((await api.call('GET', '/v1/deliveries', { token: rep })).status, 403)
  })

  test('what is not there, or no time, is told by its name', async () => {
    await using api = await runningApi()
    const post = (path: string, body: unknown) => api.call('POST', path, { body })
    const errorsOf = ({ body }: { body: unknown }) =>
      (body as { errors: { field: string }[] }).errors.map(({ field }) => field)

    const delivery = await post(`/v1/deliveries/${UNKNOWN}/replay`, {})
    const source = await post('/v1/sources/nowhere/replay', { since: '2026-11-01' })
    const since = await post('/v1/sources/web-form/replay', { since: 'yesterday' })
    const missing = await post('/v1/sources/web-form/replay', {})
    const until = await post('/v1/sources/web-form/replay', {
      ...{ since: '2026-11-02', until: '2026-11-01' },
    })
    const cursor = await post('/v1/sources/web-form/replay', { since: '2026-11-02', cursor: 'x' })

    assert.partialDeepStrictEqual(delivery, { status: 404, body: { code: 'delivery-unknown' } })
    assert.partialDeepStrictEqual(source, { status: 404, body: { code: 'source-unknown' } })
    assert.deepEqual([since.status, errorsOf(since)], [422, ['since']])
    assert.deepEqual([missing.status, errorsOf(missing)], [422, ['since']])
    assert.deepEqual([until.status, errorsOf(until)], [422, ['until']])
    assert.partialDeepStrictEqual(cursor, { status: 400, body: { code: 'cursor-invalid' } })
  })

  test('a source is replayed page by page, and the second time nothing is left to do', async () => {
    await using api = await runningApi()
    await withForms(api, 5)
    await mapFields(api, { company: ['betrieb'] })
    async function all(dryRun: boolean) {
      const pages: Page[] = []
      let cursor: string | undefined
      do {
        const body = { since: '2026-11-01', limit: 2, dryRun, cursor }
        const answer = await api.call('POST', '/v1/sources/web-form/replay', { body })
        assert.equal(answer.status, 200, JSON.stringify(answer.body))
        pages.push(answer.body as Page)
        cursor = pages.at(-1)?.nextCursor ?? undefined
      } while (cursor !== undefined)
      return pages.map(({ effects }) => effects)
    }
    const forms = async () => {
      const rows = await api.db.selectFrom('leadParts').select('content').execute()
      return rows.map(({ content }) => (content as { company?: string }).company)
    }

    assert.deepEqual(await all(true), [{ changed: 2 }, { changed: 2 }, { changed: 1 }])
    assert.deepEqual(
      await forms(),
      Array.from({ length: 5 }, () => undefined),
    )
    assert.deepEqual(await all(false), [{ changed: 2 }, { changed: 2 }, { changed: 1 }])
    assert.deepEqual(
      await forms(),
      Array.from({ length: 5 }, () => 'Kim AS'),
    )
    assert.deepEqual(await all(false), [{ unchanged: 2 }, { unchanged: 2 }, { unchanged: 1 }])
  })

  test('a lead that was handed in by our own API is in our words, whatever its source maps', async () => {
    await using api = await runningApi()
    for (const sourceKey of ['api', 'web-form']) {
      const body = { sourceKey, email: 'kim@x.example', fullName: 'Kim Berg', company: 'Kim AS' }
      assert.equal((await api.call('POST', '/v1/leads', { body })).status, 202)
    }
    await mapFields(api, { message: ['company'] })
    const deliveries = await listed(api)
    assert.equal(deliveries.length, 2)

    for (const { id, leadIds } of deliveries) {
      const { body } = await api.call('POST', `/v1/deliveries/${id}/replay`)
      assert.deepEqual((body as { leads: unknown }).leads, [
        { leadId: leadIds[0], effect: 'unchanged' },
      ])
    }
    const source = await api.call('POST', '/v1/sources/api/replay', {
      body: { since: '2026-01-01' },
    })
    assert.equal(source.status, 200)
  })

  test('a source that is gone fails its deliveries, and says so', async () => {
    await using api = await runningApi()
    await withForms(api, 1)
    await api.db.updateTable('deliveries').set({ sourceKey: 'gone' }).execute()
    const [delivery] = await listed(api)

    const { status, body } = await api.call('POST', `/v1/deliveries/${delivery?.id}/replay`)

    assert.equal(status, 200)
    assert.partialDeepStrictEqual(body, { effect: 'failed', why: 'source-unknown', leads: [] })
  })
})

describe('./stl replay', { concurrency: 2 }, () => {
  test('goes through all of a source, tells what it did, and how far it is', async () => {
    await using api = await runningApi()
    const leads = await withForms(api, 60)
    await mapFields(api, { company: ['betrieb'] })

    const dry = await run(api, 'web-form', '--since', '2026-11-01', '--dry-run')
    const real = await run(api, 'web-form', '--since', '2026-11-01')
    const again = await run(api, 'web-form', '--since', '2026-11-01', '--json')

    assert.deepEqual([dry.exitCode, real.exitCode, again.exitCode], [0, 0, 0])
    assert.match(dry.out, /Nothing was done\. Deliveries looked at: 60\.\n {2}changed {2}60 {2}/)
    for (const line of real.out.split('\n')) assert.ok(line.length <= 80, line)
    assert.match(real.out, new RegExp(`${leads[7]}\n    changed: answers, company`))
    assert.match(real.out, /^\.\.\. 50, received until 2026-11-03T12:49:00\.000Z$/m)
    assert.match(real.out, /Deliveries replayed: 60\.\n {2}changed {2}60 {2}/)
    assert.deepEqual(JSON.parse(again.out), { effects: { unchanged: 60 }, deliveries: [] })
  })

  test('runs one delivery, and ends with 1 when it fails', async () => {
    await using api = await runningApi()
    await withForms(api, 1)
    const [delivery] = await listed(api)
    const id = delivery?.id ?? ''

    const good = await run(api, id)
    await api.db
      .updateTable('deliveries')
      .set({ body: Buffer.from('{') })
      .execute()
    const bad = await run(api, id)
    const json = await run(api, id, '--json')

    assert.equal(good.exitCode, 0)
    assert.match(good.out, new RegExp(`^${id}  unchanged`))
    assert.equal(bad.exitCode, 1)
    assert.match(bad.out, new RegExp(`^${id}  failed \\(body-not-json\\)`))
    assert.partialDeepStrictEqual(JSON.parse(json.out), { effect: 'failed', why: 'body-not-json' })
  })

  test('called wrongly it says what is missing, and asks the product nothing', async () => {
    const calls = [
      [[], /one delivery, or one source/],
      [['web-form'], /--since/],
      [['web-form', '--since', 'yesterday'], /--since yesterday is no time/],
      [['web-form', '--since', '2026-11-01', '--until', 'x'], /--until x is no time/],
      [['a', 'b'], /one delivery, or one source/],
    ] as const

    for (const [args, said] of calls) {
      const { exitCode, complaint } = await stl({ url: 'http://127.0.0.1:1' }, 'replay', ...args)
      assert.deepEqual([exitCode, said.test(complaint)], [2, true], complaint)
    }
  })
})
