import { Refused, Unavailable } from '../domain/failure.ts'
import { newId } from '../domain/ids.ts'
import { ROLES, type Role } from '../settings.ts'
import { announceBeginning, announceStart } from './announce-start.ts'
import { keepRole } from './keep-role.ts'
import type { OpenDatabase, Parts } from './parts.ts'
import { playRole, roleToPlay } from './play-role.ts'
import { refuseTakenPort } from './refuse-taken-port.ts'
import { noteRunning } from './running-note.ts'
import { whenToldToStop } from './stop-signal.ts'
import { withinTheStop } from './time-limits.ts'

/** What runs until told otherwise: roles in processes of their own, or one in this process. */
type Running = {
  /** Rejects when a role cannot be started at all. */
  readonly ready: Promise<unknown>
  stop(): Promise<void>
}

/**
 * Runs the product until SIGTERM or SIGINT: opens the database, brings it up to date, and plays
 * the roles asked for: both in a supervised process each, or a single one in this process. Ends
 * the process, with 0 after a stop and 1 when it could not start.
 */
export async function runProduct(parts: Parts): Promise<never> {
  const child = roleToPlay(process.argv)
  try {
    if (child === undefined) await runUntilTold(parts, whenToldToStop())
    else await playRole(child, parts)
  } catch (error) {
    const expected = error instanceof Refused || error instanceof Unavailable
    console.error(expected ? error.message : error)
    process.exit(1)
  }
  process.exit(0)
}

async function runUntilTold(parts: Parts, told: Promise<'told'>): Promise<void> {
  const roles = parts.config.roles ?? ROLES
  if (roles.includes('gateway')) await refuseTakenPort(parts.config)
  announceBeginning(roles, parts.config)
  const database = await parts.openDatabase(parts.config)
  try {
    const migrated = await Promise.race([parts.migrate(database.url), told])
    if (migrated !== 'told') await runRoles(roles, database, parts, told)
  } finally {
    await database.leave()
  }
}

async function runRoles(
  roles: readonly Role[],
  database: OpenDatabase,
  parts: Parts,
  told: Promise<'told'>,
): Promise<void> {
  const removeNote = await noteRunning(parts.config)
  const running = roles.map((role) =>
    roles.length > 1 ? keepRole(role, database.url, parts) : playHere(role, database.url, parts),
  )
  try {
    const ready = Promise.all(running.map((one) => one.ready))
    const first = await Promise.race([ready, told])
    if (first === 'told') return
    await Promise.race([announceStart(roles, parts.config), told])
    await told
  } finally {
    await Promise.all(running.map((one) => one.stop()))
    await removeNote()
  }
}

function playHere(role: Role, databaseUrl: string, { startRole, config }: Parts): Running {
  const ready = startRole({ role, config, databaseUrl, processId: newId() })
  return { ready, stop: () => withinTheStop(ready.then((played) => played.stop())) }
}
