import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, get, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import type { LeadId } from '../domain/ids.ts'
import type { FeedEvent } from '../ports/live-feed.ts'
import { type EventStream, eventStream } from './event-stream.ts'

const event: FeedEvent = {
  position: '1.2.3',
  leadId: '01900000-0000-7000-8000-000000000001' as LeadId,
  version: 1,
  type: 'RepNotified',
  at: new Date('2026-03-02T14:30:00Z'),
  data: { note: 'x'.repeat(10_000) },
  repId: undefined,
}

test('a client that does not read is cut off before its backlog grows without bound', async () => {
  let opened: (stream: [EventStream, ServerResponse]) => void
  const stream = new Promise<[EventStream, ServerResponse]>((resolve) => (opened = resolve))
  const server = createServer((_request, response) =>
    opened([eventStream(response, () => true), response]),
  ).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const client = get({ port, host: '127.0.0.1' }).on('error', () => undefined)
  client.on('response', (response) => response.pause().on('error', () => undefined))
  const [sender, response] = await stream
  const closed = once(response, 'close')

  let told = 0
  while (!response.destroyed && told < 10_000) {
    sender.hear(event)
    told += 1
    if (told % 50 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  await closed

  assert.ok(told < 10_000, 'it was told everything')
  assert.equal(sender.gone(), true)
  assert.doesNotThrow(() => sender.hear(event))
  client.destroy()
  server.close()
})
