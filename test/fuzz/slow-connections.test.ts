import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { describe, test } from 'node:test'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { connectionLimits } from '../../src/http/connection-limits.ts'
import { aServer, aSource } from '../support/a-gateway.ts'
import { eventually } from '../support/eventually.ts'
import { exampleCompany } from '../support/example-company.ts'
import { memoryIntake } from '../support/memory-intake.ts'
import { until } from '../support/processes.ts'

/** Short enough to be waited for, and long enough for who is honest on a busy machine. */
const LIMITS = {
  ...connectionLimits({ requestSeconds: 3, idleSeconds: 2, mostConnections: 1_000 }),
  ...{ headersMs: 2_000, silentMs: 3_000, checkMs: 200 },
}
/** Nobody is closed for being slow while a test lasts. */
const PATIENT = connectionLimits({ requestSeconds: 120, idleSeconds: 120, mostConnections: 1_000 })
const SHORT_MS = 1_000
/** Of each way to be slow. */
const MANY = 60
const POST = 'POST /v1/capture/web-form HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n'

/** Good clients may send as much as they like. */
const SOURCE = aSource({ rateLimit: { perMinute: 1_000_000, perMinuteAndAddress: 1_000_000 } })

/** More than the system keeps for somebody who does not read, in one answer. */
const MUCH = Buffer.alloc(10_000_000)
/** So that few requests are read before the first answer is not. */
const LONG = 'a'.repeat(8_000)

/** What a client does that wants to hold a connection; none of them closes it. */
const SLOW: Readonly<Record<string, (socket: Socket) => void>> = {
  'says nothing': () => undefined,
  'says nothing and closes its side': (socket) => socket.end(),
  'never ends the first line': (socket) => trickle(socket, 'GET /', 'a'),
  'never ends its headers': (socket) => trickle(socket, POST, 'X-A: b\r\n'),
  'never ends a header': (socket) => trickle(socket, `${POST}X-Long: `, 'a'),
  'stops within its headers': (socket) => socket.write(POST),
  'never ends its body': (socket) =>
    trickle(socket, `${POST}Content-Length: 1000000\r\n\r\n{"email":"`, 'a'),
  'stops within its body': (socket) => socket.write(`${POST}Content-Length: 1000\r\n\r\n{`),
  'never ends a body in chunks': (socket) =>
    trickle(socket, `${POST}Transfer-Encoding: chunked\r\n\r\n`, '1\r\na\r\n'),
  'asks for nothing more': (socket) => socket.write('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n'),
  'sends no HTTP and stays': (socket) => socket.write('NOT HTTP AT ALL\r\n\r\n'),
  'sends more than may be and stays': (socket) =>
    socket.write(`${POST}Content-Length: 2000000\r\n\r\n{`),
  'never reads its answer': (socket) => {
    socket.pause()
    socket.write('GET /much HTTP/1.1\r\nHost: a\r\n\r\n')
  },
  'asks on and on and never reads an answer': (socket) => {
    socket.pause()
    ask(socket)
  },
}

/** Begins, and then sends a little now and then. */
function trickle(socket: Socket, beginning: string, more: string): void {
  socket.write(beginning)
  const sending = setInterval(() => socket.write(more), 100)
  socket.on('close', () => clearInterval(sending))
}

/** Asks as fast as the server takes it. */
function ask(socket: Socket): void {
  while (socket.write(`GET /much HTTP/1.1\r\nHost: a\r\nX-Long: ${LONG}\r\n\r\n`));
  socket.once('drain', () => ask(socket))
}

async function aSlowServer(limits = LIMITS) {
  const intake = memoryIntake()
  const much: FastifyPluginAsync = async (app) =>
    void app.get('/much', { config: { public: true } }, async () => MUCH)
  const configuration = exampleCompany({ sources: { sources: [SOURCE] } })
  const server = aServer({
    ...{ limits, intake, plugins: [much] },
    configuration: { current: async () => configuration, apply: async () => configuration },
  })
  const url = await server.listen({ host: '127.0.0.1', port: 0 })
  return { url, server, intake, [Symbol.asyncDispose]: () => server.close() }
}

/** A connection that is not closed from our side when the other side closes. */
function connected(url: string): Socket {
  const socket = connect({ port: Number(new URL(url).port), allowHalfOpen: true })
  // Being cut off is what is waited for.
  socket.on('error', () => undefined)
  return socket.resume()
}

const connectionsTo = (server: FastifyInstance) =>
  new Promise<number>((resolve, reject) => {
    server.server.getConnections((error, count) => (error ? reject(error) : resolve(count)))
  })

/** One lead more over a connection of its own, which is closed then. */
async function honestLead(url: string, number: number): Promise<number> {
  const body = JSON.stringify({ email: `lead-${number}@acme.example` })
  const headers = { 'content-type': 'application/json', connection: 'close' }
  const { status } = await fetch(`${url}/v1/capture/web-form`, { method: 'POST', headers, body })
  return status
}

/** Until nobody is connected any more; resolves with how many there were. */
async function othersAreAnswered(url: string, server: FastifyInstance): Promise<number> {
  let answered = 0
  await eventually('the slow ones to be closed', async () => {
    assert.equal(await honestLead(url, answered++), 202)
    return (await connectionsTo(server)) === 0
  })
  return answered
}

describe('a client that is slow on purpose', { concurrency: true }, () => {
  for (const [what, act] of Object.entries(SLOW)) {
    test(`and ${what} is closed, ${MANY} times over, while others are answered`, async () => {
      await using gateway = await aSlowServer()
      const { url, server, intake } = gateway
      const slow = Array.from({ length: MANY }, () => connected(url))
      await Promise.all(slow.map((socket) => once(socket, 'connect')))
      for (const socket of slow) act(socket)

      const answered = await othersAreAnswered(url, server)

      assert.equal(intake.kept.length, answered)
      for (const socket of slow) socket.destroy()
    })
  }

  test('and all of them at once hold nobody up', async () => {
    await using gateway = await aSlowServer()
    const { url, server, intake } = gateway
    const slow = Object.values(SLOW).flatMap((act) =>
      Array.from({ length: 30 }, () => ({ act, socket: connected(url) })),
    )
    await Promise.all(slow.map(({ socket }) => once(socket, 'connect')))
    for (const { act, socket } of slow) act(socket)

    const answered = await othersAreAnswered(url, server)

    assert.equal(intake.kept.length, answered)
    for (const { socket } of slow) socket.destroy()
  })
})

test('who is too slow is told so', async () => {
  await using gateway = await aSlowServer()
  const socket = connected(gateway.url)
  let text = ''
  socket.on('data', (data) => {
    text += data
  })

  trickle(socket, POST, 'X-A: b\r\n')
  await once(socket, 'end')
  socket.destroy()

  assert.match(text, /^HTTP\/1\.1 408 .*"code":"request-malformed"/s)
})

test('connections beyond the most there may be are closed at once, and welcome once others have gone', async () => {
  await using gateway = await aSlowServer({ ...PATIENT, most: 20 })
  const { url, server } = gateway
  const slow = Array.from({ length: 20 }, () => connected(url))
  await Promise.all(slow.map((socket) => once(socket, 'connect')))
  await until(async () => (await connectionsTo(server)) === 20, 'all of them are accepted')

  const oneMore = connected(url)
  await once(oneMore, 'end')
  assert.equal(oneMore.bytesRead, 0)
  oneMore.destroy()

  for (const socket of slow) socket.destroy()
  await until(async () => (await connectionsTo(server)) === 0, 'none of them is left')
  assert.equal(await honestLead(url, 1), 202)
})

test('an honest body may come slowly, as long as it comes in time', async () => {
  await using gateway = await aSlowServer({ ...PATIENT, headersMs: SHORT_MS, idleMs: SHORT_MS })
  const socket = connected(gateway.url)
  const body = '{"email":"slow@acme.example"}'
  socket.write(`${POST}Connection: close\r\nContent-Length: ${body.length}\r\n\r\n`)
  let text = ''
  socket.on('data', (data) => {
    text += data
  })

  // Longer than headers may take and than a connection may be idle.
  for (const byte of body) {
    await new Promise((resolve) => setTimeout(resolve, (1.2 * SHORT_MS) / body.length))
    socket.write(byte)
  }
  await once(socket, 'end')
  socket.destroy()

  assert.match(text, /^HTTP\/1\.1 202 /)
  assert.equal(gateway.intake.kept[0]?.lead.form.email, 'slow@acme.example')
})
