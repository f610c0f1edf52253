import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { processMark } from '../../src/adapters/embedded-postgres/process-mark.ts'

/** A directory of one test, gone when the test ends. Others may look into it. */
export async function temporaryDirectory(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'stl-'))
  await chmod(path, 0o755)
  return {
    path,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }),
  }
}

/** A program that runs, with everything it has said. Killed when the test ends before it does. */
export type Running = AsyncDisposable & {
  readonly child: ChildProcess
  readonly pid: number
  said(): string
  /** Resolves once it has said this, on either output; rejects when it ends before. */
  says(text: string | RegExp): Promise<void>
  /** How it ended: its exit code, or the signal that killed it. */
  readonly ended: Promise<number | string>
}

/** Starts a Node program, by default as ourselves and with our environment. */
export function run(
  file: string,
  parameters: readonly string[] = [],
  options: {
    env?: Record<string, string>
    uid?: number
    gid?: number
    cwd?: string
    detached?: boolean
  } = {},
): Running {
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const env = { PATH, ...(NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE } : {}), ...options.env }
  const child = spawn(process.execPath, [file, ...parameters], { ...options, env, stdio: 'pipe' })
  let text = ''
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8').on('data', (more) => {
      text += more
    })
  }
  const ended = once(child, 'close').then(([code, signal]): number | string => code ?? signal)
  const isOver = () => child.exitCode !== null || child.signalCode !== null
  return {
    child,
    pid: child.pid ?? 0,
    said: () => text,
    ended,
    says: (wanted) =>
      until(() => {
        if (text.search(wanted) >= 0) return true
        if (isOver()) throw new Error(`It ended without saying ${wanted}:\n${text}`)
        return false
      }, `it said ${wanted}`),
    [Symbol.asyncDispose]: async () => {
      if (!isOver()) child.kill('SIGKILL')
      await ended
    },
  }
}

/** Waits until a condition holds; fails after a minute, naming it. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
): Promise<void> {
  const giveUpAt = Date.now() + 60_000
  while (!(await condition())) {
    if (Date.now() > giveUpAt) throw new Error(`Waited in vain until ${what}`)
    await wait(25)
  }
}

/** Whether a process lives; one that is dead but not yet collected does not. */
export const isAlive = (pid: number): boolean => processMark(pid) !== undefined

/** Below those that systems give away by themselves, which somebody may be given at any moment. */
const [FIRST_PORT, LAST_PORT] = [20_000, 32_000]

/** A port that nobody listens on right now, nor is likely to before a program is started on it. */
export async function unusedPort(): Promise<number> {
  const port = randomInt(FIRST_PORT, LAST_PORT)
  return (await isTaken(port)) ? unusedPort() : port
}

async function isTaken(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return true
    throw error
  }
  server.close()
  await once(server, 'close')
  return false
}
