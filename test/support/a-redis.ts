import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../src/adapters/embedded-postgres/free-port.ts'
import { eventually } from './eventually.ts'

/** A Redis for tests, or why there is none on this machine. */
export type FoundRedis = AsyncDisposable &
  (
    | { readonly url: string; readonly missing?: never }
    | { readonly url?: never; readonly missing: string }
  )

const nothing = { [Symbol.asyncDispose]: async () => undefined }

/** The one of `REDIS_URL`, the one on the usual port, or one started from the PATH. */
export async function aRedis(): Promise<FoundRedis> {
  const given = process.env.REDIS_URL
  if (given) return { url: given, ...nothing }
  if (await answers(6379)) return { url: 'redis://127.0.0.1:6379', ...nothing }
  const started = await startRedis()
  if (started !== undefined) return started
  // In CI a missing Redis must not look like a passed test.
  if (process.env.CI === 'true') throw new Error('CI needs a Redis: install redis-server')
  return { missing: 'no Redis: set REDIS_URL or install redis-server', ...nothing }
}

/** A Redis of its own that a test may stop; undefined when redis-server is not on the PATH. */
export async function startRedis(onPort?: number, extra: readonly string[] = []) {
  const port = onPort ?? (await freePort(0))
  const dir = await mkdtemp(join(tmpdir(), 'speed-to-lead-redis-'))
  const options = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--dir', dir, ...extra]
  const server = spawn('redis-server', options, { stdio: 'ignore' })
  const isStarted = await new Promise<boolean>((resolve) => {
    server.once('spawn', () => resolve(true)).once('error', () => resolve(false))
  })
  if (!isStarted) {
    await rm(dir, { recursive: true, force: true })
    return undefined
  }
  await eventually('Redis to answer', () => answers(port))
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    signal: (name: 'SIGSTOP' | 'SIGCONT') => server.kill(name),
    async [Symbol.asyncDispose]() {
      const ended = server.exitCode === null ? once(server, 'exit') : undefined
      server.kill('SIGTERM')
      await ended
      await rm(dir, { recursive: true, force: true })
    },
  }
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    socket.write('PING\r\n')
    const [said] = await once(socket, 'data')
    return String(said).startsWith('+PONG')
  } catch {
    // Nobody listens there, which is an answer.
    return false
  } finally {
    socket.destroy()
  }
}
