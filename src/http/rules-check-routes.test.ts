import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type RunningApi, runningApi } from '../../test/support/running-api.ts'
import { stored } from '../../test/support/stored.ts'

const check = (api: RunningApi, files: readonly { path: string; text: string }[] = []) =>
  api.call('POST', '/v1/config/check', { body: { files } })

const ROUTING = `rules:
  - id: nordics
    name: Nordics
    when: lead.country in ["NO", "SE"]
    targets: [{ pool: emea }]
  - id: norway
    name: Norway
    when: lead.country == "NO"
    targets: [{ rep: ingvild }]
fallback: [{ pool: around-the-clock }]
`

type Body = {
  readonly pastLeads: number
  readonly findings: readonly {
    readonly code: string
    readonly file?: string
    readonly line?: number
    readonly path: string
    readonly witness?: unknown
  }[]
}

test('rules are looked through before they are applied, and nothing is applied', async () => {
  await using api = await runningApi()
  await stored.lead(api.db, {})

  const { status, body } = await check(api, [{ path: 'draft/routing.yaml', text: ROUTING }])

  const { findings, pastLeads } = body as Body
  const found = findings.find(({ code }) => code === 'unreachable')
  assert.equal(status, 200)
  assert.equal(pastLeads, 1)
  assert.equal(found?.file, 'draft/routing.yaml')
  assert.equal(found?.line, 8)
  assert.equal(found?.path, 'rules[1].when')
  assert.deepEqual(found?.witness, { 'lead.country': 'NO' })
  const active = await api.call('GET', '/v1/config/revisions')
  assert.equal((active.body as { items: unknown[] }).items.length, 1)
})

test('without documents the active rules are looked through', async () => {
  await using api = await runningApi()

  const { status, body } = await check(api)

  const { findings } = body as Body
  assert.equal(status, 200)
  assert.ok(findings.some(({ code }) => code === 'overlap'))
  assert.ok(findings.every(({ file, line }) => file === 'routing.yaml' && line === undefined))
})

test('documents that are wrong are answered as they are when applied', async () => {
  await using api = await runningApi()
  const text = ROUTING.replace('lead.country == "NO"', 'lead.contry == "NO"')

  const { status, body } = await check(api, [{ path: 'routing.yaml', text }])

  const { code, title, problems } = body as { code: string; title: string; problems: unknown[] }
  assert.equal(status, 422)
  assert.equal(code, 'documents-invalid')
  assert.equal(title, 'Not to be applied')
  assert.equal(problems.length, 1)
})

test('only managers may', async () => {
  await using api = await runningApi()

  const { status } = await api.call('POST', '/v1/config/check', {
    token: await api.token('rep', 'jonas'),
    body: {},
  })

  assert.equal(status, 403)
})
