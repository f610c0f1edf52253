import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { rootOf } from '../../src/adapters/opentelemetry/lead-traces.ts'
import { eventually } from '../support/eventually.ts'
import { startTestProduct } from '../support/test-product.ts'

type Span = {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly { key: string; value: Record<string, unknown> }[]
}

/** Takes traces as OTLP in JSON over HTTP, and keeps their spans with the process they came from. */
async function collector() {
  const spans: (Span & { readonly from: string })[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    assert.equal(request.url, '/v1/traces')
    for (const { resource, scopeSpans } of JSON.parse(`${Buffer.concat(chunks)}`).resourceSpans) {
      const { value } = resource.attributes.find(
        ({ key }: { key: string }) => key === 'service.instance.id',
      )
      for (const { spans: some } of scopeSpans) {
        spans.push(...some.map((span: Span) => ({ ...span, from: value.stringValue })))
      }
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    otlpUrl: `http://127.0.0.1:${port}/v1/traces`,
    spans,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}

const ms = (nanoseconds: string) => Number(BigInt(nanoseconds) / 1_000n) / 1_000

test('a lead leaves one trace, to which gateway and worker add without telling each other', async () => {
  await using collected = await collector()
  const { otlpUrl, spans } = collected
  await using product = await startTestProduct({ settings: { traces: { otlpUrl } } })

  const id = await product.submit('web-form', { email: 'kari@fjordtech.no', country: 'NO' })
  const lead = await product.decided(id)
  await eventually('all spans', async () => {
    const names = new Set(spans.map(({ name }) => name))
    return names.has('journey') && names.has('capture') && names.has('notify')
  })

  const root = rootOf(id)
  assert.deepEqual([...new Set(spans.map(({ traceId }) => traceId))], [id.replaceAll('-', '')])
  const journey = spans.filter(({ name }) => name === 'journey')
  assert.deepEqual(
    journey.map(({ spanId, parentSpanId }) => ({ spanId, parent: parentSpanId || undefined })),
    [{ spanId: root.spanId, parent: undefined }],
  )
  const parts = spans.filter(({ name }) => name !== 'journey')
  assert.deepEqual([...new Set(parts.map(({ parentSpanId }) => parentSpanId))], [root.spanId])
  for (const name of [
    'validate',
    'match',
    'dedupe',
    'enrich',
    'account',
    'score',
    'route',
    'assign',
    'ask offline',
  ]) {
    assert.equal(parts.filter((span) => span.name === name).length, 1, name)
  }
  assert.equal(new Set(spans.map(({ spanId }) => spanId)).size, spans.length)
  const froms = new Set(spans.map(({ from }) => from.replace(/-.*/, '')))
  assert.deepEqual([...froms].sort(), ['gateway', 'worker'])
  assert.equal(Math.round(ms(journey[0]?.startTimeUnixNano ?? '0')), lead.receivedAt.getTime())
})

test('spans carry ids and codes, and nothing a person said', async () => {
  await using collected = await collector()
  const { otlpUrl, spans } = collected
  await using product = await startTestProduct({ settings: { traces: { otlpUrl } } })

  await product.submit('web-form', {
    email: 'kari.nordmann@fjordtech.no',
    last_name: 'Nordmann',
    phone: '+47 22 33 44 55',
  })
  await eventually('all spans', async () => spans.some(({ name }) => name === 'notify'))

  assert.doesNotMatch(JSON.stringify(spans), /nordmann|fjordtech|22 ?33 ?44/i)
})

test('a collector that is away holds up neither leads nor the end of a process', async () => {
  const settings = { traces: { otlpUrl: 'http://127.0.0.1:1/v1/traces' } }
  await using product = await startTestProduct({ settings })

  const id = await product.submit('web-form', { email: 'kari@fjordtech.no' })
  const lead = await product.decided(id)

  assert.notEqual(lead.state, 'travelling')
})
