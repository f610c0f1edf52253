import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Unavailable } from '../../domain/failure.ts'
import { type Account, runAs } from './account.ts'
import type { Binaries } from './binaries.ts'
import { processMark } from './process-mark.ts'

/** What is needed to run the server of a cluster. */
export type Server = {
  readonly cluster: string
  readonly account: Account | undefined
  readonly binaries: Binaries
  /** False for a cluster that is thrown away: it then may lose commits when the machine crashes. */
  readonly durable: boolean
}

/** The port of the server that runs on this cluster now, whoever started it. */
export function runningPort({ cluster }: Pick<Server, 'cluster'>): number | undefined {
  const { pid, port } = readPidFile(cluster)
  return pid !== undefined && commandOf(pid).includes(cluster) ? port : undefined
}

/** `postmaster.pid`: process id, directory, start time, port, and more (PostgreSQL's pidfile.h). */
function readPidFile(cluster: string): { pid?: number; port?: number } {
  const path = join(cluster, 'postmaster.pid')
  if (!existsSync(path)) return {}
  const lines = readFileSync(path, 'utf8').split('\n')
  return { pid: Number(lines[0]), port: Number(lines[3]) }
}

/** How a process was called; empty when it is dead. */
function commandOf(pid: number): string {
  if (processMark(pid) === undefined) return ''
  try {
    return process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      : execFileSync('ps', ['-o', 'command=', '-p', `${pid}`], { encoding: 'utf8' })
  } catch {
    // It ended while we looked.
    return ''
  }
}

/** Starts the server on that port; resolves once it accepts connections. */
export async function startServer(server: Server, port: number): Promise<void> {
  const { cluster, account, binaries, durable } = server
  const log = join(cluster, 'server.log')
  await forgetDeadPid(cluster)
  await rm(log, { force: true })
  const { ok, output } = await runAs(account, join(binaries.directory, 'pg_ctl'), [
    ...['start', '--pgdata', cluster, '--log', log, '--wait', '--timeout', '60', '--silent'],
    ...['--options', serverOptions(port, durable)],
  ])
  if (ok) return
  const said = await readFile(log, 'utf8').catch(() => output)
  throw new Unavailable(
    'embedded-database-failed',
    `The embedded PostgreSQL did not start: ${said.trim().split('\n').slice(-5).join('\n')}`,
  )
}

/** Above what any system gives to a process. */
const NOBODYS_PID = 2 ** 31 - 1

/**
 * PostgreSQL takes the file of a server that died for that of a living one when the id now belongs
 * to something else, or when nobody collects the dead, as in many containers. The rest of the file
 * must stay: it protects the data from backends that outlived their server.
 */
async function forgetDeadPid(cluster: string): Promise<void> {
  const path = join(cluster, 'postmaster.pid')
  const { pid } = readPidFile(cluster)
  if (pid === undefined || commandOf(pid).includes('postgres')) return
  const content = await readFile(path, 'utf8')
  await writeFile(path, content.replace(/^\d+/, `${NOBODYS_PID}`))
}

function serverOptions(port: number, durable: boolean): string {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: "''",
    // Two processes, the command line, and room for some more processes that join.
    max_connections: 300,
    shared_buffers: totalmem() < 2 ** 31 ? '128MB' : '256MB',
    // Checkpoints less often than every few seconds under full load.
    max_wal_size: '2GB',
    // What a container gives as shared memory is too small for parallel queries, and all are short.
    max_parallel_workers: 0,
    jit: 'off',
    // The queue's tables turn over all the time.
    autovacuum_naptime: '10s',
    // Plans look up by key whatever the statistics say, and taking large samples of tables that grow
    // quickly kept leads waiting for a second every ten.
    default_statistics_target: 10,
    autovacuum_analyze_scale_factor: 0.5,
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Errors repeat values of leads; they reach our own log without them.
    log_min_messages: 'log',
    log_checkpoints: 'off',
    // What is committed survives `kill -9` in any case; only with this also a crash of the machine.
    synchronous_commit: 'on',
    fsync: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
  }
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ')
}

/** How long a server that gave its cluster up may take to end, and how often we look. */
const ENDING_MS = 500
const LOOK_EVERY_MS = 10

/** Stops the server within about two seconds, because a product has five to end. */
export async function stopServer(server: Server): Promise<void> {
  const { pid } = readPidFile(server.cluster)
  // Without its closing checkpoint the next start replays the log; nothing committed is lost.
  if (!(await pgCtlStop(server, 'fast'))) await pgCtlStop(server, 'immediate')
  // pg_ctl waits for the pid file to go, which the server removes a moment before it ends.
  const until = performance.now() + ENDING_MS
  while (pid !== undefined && processMark(pid) !== undefined && performance.now() < until) {
    await pause(LOOK_EVERY_MS)
  }
}

async function pgCtlStop(server: Server, mode: 'fast' | 'immediate'): Promise<boolean> {
  const { ok } = await runAs(server.account, join(server.binaries.directory, 'pg_ctl'), [
    ...['stop', '--pgdata', server.cluster, '--mode', mode],
    ...['--wait', '--timeout', '1', '--silent'],
  ])
  return ok || runningPort(server) === undefined
}
