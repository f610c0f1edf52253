import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One event as a receiver got it. */
export type ReceivedEvent = {
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly event: CloudEvent
}

export type CloudEvent = {
  readonly id: string
  readonly type: string
  readonly source: string
  readonly subject?: string
  readonly time: string
  readonly data: {
    readonly leadId?: string
    readonly version?: number
    readonly state?: string
    readonly repId?: string
    readonly details?: Readonly<Record<string, unknown>>
    readonly contact?: Readonly<Record<string, unknown>>
  }
}

/** What a receiver answers: a status, or whatever it does with the response. */
export type Answering = (one: ReceivedEvent, response: ServerResponse) => number | undefined

/** A receiver of events on loopback, which answers 204 until it is told otherwise. */
export async function eventReceiver(answer: Answering = () => 204) {
  const received: ReceivedEvent[] = []
  const state = { answer }
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    const one = { headers: request.headers, body, event: JSON.parse(body) as CloudEvent }
    received.push(one)
    const status = state.answer(one, response)
    if (status !== undefined) response.writeHead(status).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
    received,
    types: () => received.map(({ event }) => event.type),
    answers(next: Answering) {
      state.answer = next
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
