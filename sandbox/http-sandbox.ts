import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { type Behaviour, failingStatus, pauseMs, type Sandbox } from './sandbox.ts'

/** One call as a vendor sees it. `body` is parsed JSON, a form's fields, or undefined otherwise. */
export type Call = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly header: (name: string) => string | undefined
  readonly body: unknown
  /** The body as it came. */
  readonly text: string
  readonly bytes: Buffer
}

/** What the vendor answers; without a body nothing is sent after the head. */
export type Answer = {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** The part of a sandbox that differs from vendor to vendor. */
export type Vendor<Received extends { calls: number }> = {
  readonly port: number
  readonly received: Received
  /** Does what the call asks for and says so. */
  answer(call: Call): Answer
  /** The vendor's own words for a failure of this status. */
  failure(status: number, behaviour: Behaviour, call: Call): Answer
}

/** Serves one vendor over HTTP on loopback. Port 0 takes any free one. */
export async function httpSandbox<Received extends { calls: number }>(
  vendor: Vendor<Received>,
): Promise<Sandbox<Received>> {
  let behaviour: Behaviour = {}
  const isTooOften = counting()
  const server = createServer(async (request, response) => {
    vendor.received.calls += 1
    const now = isTooOften(behaviour) ? { ...behaviour, status: 429 } : behaviour
    await serve(vendor, now, request, response)
  })
  await once(server.listen(vendor.port, '127.0.0.1'), 'listening')

  const close = async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    await closed
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: vendor.received,
    behave: (next) => {
      behaviour = next
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** Counts calls by the second. */
function counting() {
  let counted = { second: 0, calls: 0 }
  return ({ perSecond }: Behaviour): boolean => {
    const second = Math.floor(Date.now() / 1_000)
    counted = { second, calls: counted.second === second ? counted.calls + 1 : 1 }
    return perSecond !== undefined && counted.calls > perSecond
  }
}

async function serve(
  vendor: Vendor<{ calls: number }>,
  behaviour: Behaviour,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const call = callOf(request, await buffer(request))
  if (behaviour.hang) return

  await pause(pauseMs(behaviour))
  const status = failingStatus(behaviour, 500)
  const fails = status !== undefined || behaviour.error !== undefined
  const answer = fails ? vendor.failure(status ?? 200, behaviour, call) : vendor.answer(call)
  if (behaviour.hangUp) {
    response.destroy()
    return
  }
  response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
  response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body))
}

function callOf(request: IncomingMessage, bytes: Buffer): Call {
  const body = bytes.toString()
  const url = new URL(request.url ?? '/', 'http://sandbox')
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    header: (name) => request.headers[name]?.toString(),
    text: body,
    bytes,
    body: isForm(request) ? Object.fromEntries(new URLSearchParams(body)) : parsed(body),
  }
}

const isForm = ({ headers }: IncomingMessage) =>
  headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false

/** The JSON in a text, or undefined when it holds none. */
export function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    // The vendors judge a missing or broken body themselves, each in its own words.
    return undefined
  }
}
