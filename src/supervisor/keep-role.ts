import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { constants, setPriority } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { Refused } from '../domain/failure.ts'
import { newId } from '../domain/ids.ts'
import type { Role } from '../settings.ts'
import type { Parts } from './parts.ts'
import { type Order, type Report, roleArguments } from './play-role.ts'
import { ROLE_STOP_MS } from './time-limits.ts'

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 10_000
/** A process that lived this long was well, so the next one starts after the first pause again. */
const WELL_AFTER_MS = 10_000

/** A role in a process of its own. */
export type KeptRole = {
  /** Resolves when it is first played; rejects with `role-not-started` when it cannot be. */
  readonly ready: Promise<void>
  /** Ends it for good, within the time a role has to stop. */
  stop(): Promise<void>
}

/**
 * Keeps a role played: starts a process for it, and another, after a growing pause, whenever that
 * dies. The jobs of the dead one are handed back at once.
 */
export function keepRole(role: Role, databaseUrl: string, parts: Parts): KeptRole {
  const stopping = new AbortController()
  const toldToStop = once(stopping.signal, 'abort')
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>()
  let child: ChildProcess | undefined

  async function keep(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS
    while (!stopping.signal.aborted) {
      const startedAt = Date.now()
      const order: Order = { databaseUrl, processId: newId() }
      child = startProcess(role, order, parts, { resolve, reject })
      const end = await endOf(child)
      if (stopping.signal.aborted) return
      if (Date.now() - startedAt > WELL_AFTER_MS) pauseMs = FIRST_PAUSE_MS
      parts.log.error({ role, pauseMs, ...end }, 'A process died and is started again')
      // Before another starts: what that takes must not be handed back.
      await Promise.race([handBack(order, role, parts), toldToStop])
      await wait(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined)
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
    }
  }

  const kept = keep()
  return {
    ready,
    stop: async () => {
      stopping.abort()
      child?.kill('SIGTERM')
      const kill = setTimeout(() => child?.kill('SIGKILL'), ROLE_STOP_MS + 200)
      await kept
      clearTimeout(kill)
    },
  }
}

type FirstStart = { resolve(): void; reject(error: Error): void }

function startProcess(
  role: Role,
  order: Order,
  { entry }: Parts,
  { resolve, reject }: FirstStart,
): ChildProcess {
  const child = fork(entry, roleArguments(role))
  if (role === 'worker' && child.pid !== undefined) yieldToGateway(child.pid)
  child.on('message', (report: Report) => {
    if ('ready' in report) resolve()
    // Only the first answer counts: a role that was played once is started again and again.
    else reject(new Refused('role-not-started', `The ${role} did not start: ${report.failure}`))
  })
  // By IPC and not by its environment, where other processes of the user could read the password.
  // The callback keeps a process that is already dead from ending ours; its exit is noticed anyway.
  child.send(order, () => undefined)
  return child
}

/**
 * Lets the gateway run first when both want the processor: a source that waits for its answer
 * gives up sooner than a lead does. Where the system does not allow it, nothing is lost.
 */
function yieldToGateway(workerPid: number): void {
  try {
    setPriority(workerPid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_SYSTEM_ERROR'))
      throw error
  }
}

type End = { readonly code?: number; readonly signal?: string; readonly error?: Error }

/** However it ends, also when it could not even be started. */
function endOf(child: ChildProcess): Promise<End> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      resolve({ ...(code === null ? {} : { code }), ...(signal === null ? {} : { signal }) })
    })
    child.on('error', (error) => resolve({ error }))
  })
}

/** Without this they would wait until their lease ends. */
async function handBack(
  { databaseUrl, processId }: Order,
  role: Role,
  { releaseJobsOf, log }: Parts,
): Promise<void> {
  if (role !== 'worker') return
  await releaseJobsOf(databaseUrl, processId).catch((error: unknown) => {
    log.warn({ error, processId }, 'Jobs could not be handed back; they return with their lease')
  })
}
