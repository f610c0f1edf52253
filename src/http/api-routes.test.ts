import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exampleCompany } from '../../test/support/example-company.ts'
import { runningApi } from '../../test/support/running-api.ts'
import { ROLES } from '../ports/access.ts'

const ID = '01900000-0000-7000-8000-000000000001'

test('every route asks for a token, and for a role it declares', async () => {
  await using api = await runningApi()
  const tokens = {
    admin: api.adminToken,
    manager: await api.token('manager'),
    rep: await api.token('rep', 'jonas'),
  }
  const guarded = api.routes.filter(({ config, method }) => config?.roles && method !== 'HEAD')
  const wrong: string[] = []

  for (const { method, url, config } of guarded) {
    const path = url.replace(':id', ID).replace(':kind', 'teams')
    const call = async (token: string | null) =>
      (await api.call(String(method), path, { token })).status
    if ((await call(null)) !== 401) wrong.push(`${method} ${url} is open without a token`)
    if ((await call('no-such-token')) !== 401) wrong.push(`${method} ${url} takes any token`)
    for (const role of ROLES.filter((one) => !config?.roles?.includes(one))) {
      if ((await call(tokens[role])) !== 403) wrong.push(`${method} ${url} is open to ${role}`)
    }
  }

  assert.deepEqual(wrong, [])
  assert.ok(guarded.length >= 25, `saw only ${guarded.length} routes`)
})

test('the page and the document of the API are open and name every route', async () => {
  await using api = await runningApi()

  const page = await api.call('GET', '/docs', { token: null })
  const document = await api.call('GET', '/docs/openapi.json', { token: null })

  const { paths } = document.body as { paths: object }
  assert.equal(page.status, 200)
  assert.match(page.contentType, /text\/html/)
  for (const path of Object.keys(paths)) assert.ok(String(page.body).includes(path), path)
  for (const { url, schema } of api.routes) {
    const path = url.replace(/:(\w+)/g, '{$1}')
    assert.ok(path in paths || (schema as { hide?: true } | undefined)?.hide === true, url)
  }
})

test('the type of a problem leads to what its code means', async () => {
  await using api = await runningApi()
  const { body } = await api.call('GET', '/v1/leads', { token: null })
  const { type } = body as { type: string }

  const page = await api.call('GET', type, { token: null })

  const html = String(page.body)
  assert.equal(page.status, 200)
  assert.match(page.contentType, /text\/html/)
  for (const id of [type.split('#')[1], 'body-not-utf8', 'slack-busy', 'smtp-busy']) {
    assert.equal(html.split(`id="${id}"`).length, 2, id)
  }
  assert.match(html, /<h3 id="body-not-json">body-not-json<\/h3>\n<p>Status 400\./)
})

test('whose token it is comes with the language of the rep, else of the company, else of nobody', async () => {
  const { teams } = exampleCompany().documents
  const [first, ...others] = teams.reps
  assert.ok(first)
  const german = { ...first, locale: 'de-AT' }
  const documents = { teams: { ...teams, reps: [german, ...others], locale: 'en-US' } }
  await using api = await runningApi({ documents })
  const localeOf = async (token: string) => {
    const { body } = await api.call('GET', '/v1/me', { token })
    return (body as { locale?: string }).locale
  }

  assert.equal(await localeOf(await api.token('rep', german.id)), 'de-AT')
  assert.equal(await localeOf(await api.token('rep', others[0]?.id)), 'en-US')
  assert.equal(await localeOf(await api.token('manager')), undefined)
})

test('a token is shown once, works at once, and its name is not given twice', async () => {
  await using api = await runningApi()
  const body = { name: 'dialler', role: 'rep', repId: 'jonas' }

  const first = await api.call('POST', '/v1/tokens', { body })
  const second = await api.call('POST', '/v1/tokens', { body })
  const nobody = await api.call('POST', '/v1/tokens', { body: { ...body, name: 'x', repId: 'zz' } })

  const { token } = first.body as { token: string }
  const answer = await api.call('GET', '/v1/notifications', { token })
  const me = await api.call('GET', '/v1/me', { token })
  const rows = await api.db.selectFrom('apiTokens').selectAll().execute()
  assert.equal(first.status, 201)
  assert.equal(answer.status, 200)
  assert.deepEqual(me.body, body)
  assert.equal(second.status, 409)
  assert.equal(nobody.status, 422)
  assert.ok(!JSON.stringify(rows).includes(token))
})
