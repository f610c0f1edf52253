import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { startGateway } from '../../src/compose/gateway.ts'
import { startOps } from '../../src/compose/ops.ts'
import { openPlatform, type Platform } from '../../src/compose/platform.ts'
import { secret } from '../../src/domain/secret.ts'
import { COUNTERS } from '../../src/ports/counters.ts'
import { GAUGES, HISTOGRAMS } from '../../src/ports/metrics.ts'
import { eventually } from '../support/eventually.ts'
import { startTestProduct, type TestProduct } from '../support/test-product.ts'

const anInquiry = { email: 'kari.nordmann@fjordtech.no', last_name: 'Nordmann', country: 'NO' }
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
const ALL = { ...COUNTERS, ...HISTOGRAMS, ...GAUGES }

/** Reads `/metrics`: the value of every series by its name and labels without `process`. */
async function seriesAt(url: string): Promise<Map<string, number>> {
  const answer = await fetch(`${url}/metrics`)
  assert.equal(answer.status, 200)
  assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/)
  const lines = (await answer.text()).split('\n').filter((line) => /^[a-z]/.test(line))
  return new Map(
    lines.map((line) => {
      const [, name = '', value] = /^(.+) (\S+)$/.exec(line) ?? []
      const key = name
        .replace(/process="[^"]+",?/, '')
        .replace(',}', '}')
        .replace('{}', '')
      return [key, Number(value)]
    }),
  )
}

async function text(url: string): Promise<string> {
  return (await fetch(`${url}/metrics`)).text()
}

/** What a started role has besides: the ops port, and its name in the table of processes. */
async function opsOf(platform: Platform): Promise<AsyncDisposable> {
  const ops = await startOps(platform, [])
  return { [Symbol.asyncDispose]: () => ops.stop() }
}

/** Another process of the same installation, so far as the others can tell. */
async function another(role: 'worker' | 'gateway', { config, databaseUrl }: TestProduct) {
  const platform = await openPlatform({ role, config, databaseUrl, log: silent })
  const ops = await startOps(platform, [])
  return {
    ...platform,
    async [Symbol.asyncDispose]() {
      await ops.stop()
      await platform.close()
    },
  }
}

test('a lead that has travelled is seen in the measurements of both processes', async () => {
  await using product = await startTestProduct({ at: '2026-11-23T09:00:00Z' })
  await using _ops = await opsOf(product.worker)

  const id = await product.submit('web-form', anInquiry)
  await product.decided(id, 'assigned')
  await product.submit('web-form', anInquiry)
  await product.api('POST', `/v1/leads/${id}/acknowledge`)
  await product.api('POST', `/v1/leads/${id}/first-contact`, { how: 'call' })
  const found = await eventually('the rep to be told', async () => {
    const series = await seriesAt(product.url)
    const told = series.get('stl_notifications_total{channel="in-app",outcome="accepted"}')
    return told === 1 && series
  })

  assert.equal(found.get('stl_leads_captured_total{source="web-form",duplicate="false"}'), 1)
  assert.equal(found.get('stl_leads_captured_total{source="web-form",duplicate="true"}'), 1)
  for (const stage of ['validate', 'match', 'dedupe', 'enrich', 'account', 'score', 'route']) {
    const runs = `stl_stage_runs_total{stage="${stage}",outcome="passed",source="web-form"}`
    assert.equal(found.get(runs), 1, runs)
    assert.equal(found.get(`stl_stage_seconds_count{stage="${stage}"}`), 1)
  }
  assert.equal(found.get('stl_match_verdicts_total{verdict="new"}'), 1)
  const assigned = 'stl_stage_runs_total{stage="assign",outcome="assigned",source="web-form"}'
  assert.equal(found.get(assigned), 1)
  for (const until of ['decided', 'assigned', 'acknowledged', 'first_contact']) {
    assert.equal(found.get(`stl_speed_to_lead_seconds_count{until="${until}"}`), 1, until)
  }
  assert.equal(found.get('stl_leads_decided_total'), 1)
  assert.equal(found.get('stl_leads_decided_in_time_total'), 1)
  assert.equal(found.get('stl_batch_size_count{kind="capture"}'), 2)
  assert.equal(found.get('stl_batch_size_count{kind="assign"}'), 1)
  assert.equal(found.get('stl_lock_wait_seconds_count{kind="assign"}'), 1)
  assert.equal(found.get('stl_queue_jobs{queue="stage-validate",state="ready"}'), 0)
  assert.equal(found.get('stl_dead_letters_open{queue="stage-validate"}'), 0)
  assert.equal(found.get('stl_leads_overdue'), 0)
  assert.ok([...found.keys()].some((name) => name.startsWith('nodejs_eventloop_lag_seconds')))
})

test('work that waits is shown with its age', async () => {
  await using product = await startTestProduct({ settings: { stages: ['validate'] } })
  await product.submit('web-form', anInquiry)

  const age = 'stl_queue_oldest_job_seconds{queue="stage-match"}'
  const found = await eventually('the lead to wait for a stage that nobody hosts', async () => {
    const series = await seriesAt(product.url)
    return (series.get(age) ?? 0) > 0 && series
  })

  assert.equal(found.get('stl_queue_jobs{queue="stage-match",state="ready"}'), 1)
})

test('a delivery that is not authentic is counted by its source', async () => {
  await using product = await startTestProduct()
  await product.api('POST', '/v1/capture/google-ads', { google_key: 'wrong', lead_id: '1' })

  const found = await seriesAt(product.url)

  const refused = 'stl_deliveries_refused_total{source="google-ads",code="delivery-not-authentic"}'
  assert.equal(found.get(refused), 1)
})

test('the breaker before each vendor that was configured shows its state', async () => {
  const channels = { slack: { token: 'demo:a-token' }, inApp: {} }
  await using product = await startTestProduct({ documents: { channels } })
  await using _ops = await opsOf(product.worker)

  const found = await seriesAt(product.url)

  const states = ['closed', 'half-open', 'open'].map((state) =>
    found.get(`stl_vendor_circuit{vendor="slack",state="${state}"}`),
  )
  assert.deepEqual(states, [1, 0, 0])
})

test('two gateways and two workers are told apart, and every metric has one description', async () => {
  await using product = await startTestProduct()
  await using _worker = await another('worker', product)
  await using gateway = await another('gateway', product)
  await using _ops = await opsOf(product.worker)
  const second = await startGateway(gateway)

  const merged = await text(second.url)

  const processes = new Set([...merged.matchAll(/process="([^"]+)"/g)].map(([, name]) => name))
  const roles = [...processes].map((name) => name?.replace(/-.*/, '')).sort()
  assert.deepEqual(roles, ['gateway', 'worker', 'worker'])
  const names = [...merged.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name)
  assert.deepEqual(names, [...new Set(names)])
  const series = merged.split('\n').filter((line) => /^[a-z]/.test(line))
  assert.equal(new Set(series.map((line) => line.replace(/ \S+$/, ''))).size, series.length)
  assert.match(merged, /stl_process_answers\{process="worker-[0-9a-f]{8}"\} 1/)
  await second.stop()
})

test('a process that does not answer is named, and the others are still shown', async () => {
  await using product = await startTestProduct()
  await using _ops = await opsOf(product.worker)
  await product.db.updateTable('processes').set({ opsPort: 1 }).execute()

  const merged = await text(product.url)

  assert.match(merged, /stl_process_answers\{process="worker-[0-9a-f]{8}"\} 0/)
  assert.match(merged, /stl_queue_jobs/)
})

test('a gateway that others can reach wants a token for its measurements', async () => {
  const adminToken = secret('a-token-of-this-test')
  const settings = { onThisMachineOnly: false, adminToken }
  await using product = await startTestProduct({ settings })
  const ask = (headers: Record<string, string>) => fetch(`${product.url}/metrics`, { headers })

  const open = await ask({})
  const authorised = await ask({ authorization: `Bearer ${adminToken.reveal()}` })

  assert.equal(open.status, 401)
  assert.equal(authorised.status, 200)
})

test('every metric is described in the guide', () => {
  const guide = readFileSync(new URL('../../docs/telemetry.md', import.meta.url), 'utf8')

  for (const [name, { labels }] of Object.entries(ALL)) {
    const line = guide.split('\n').find((row) => row.startsWith(`| \`${name}\` |`))
    assert.ok(line, `${name} is not in docs/telemetry.md`)
    for (const label of labels) assert.ok(line.includes(`\`${label}\``), `${name} lacks ${label}`)
  }
})
