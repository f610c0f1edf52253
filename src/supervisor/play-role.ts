import { once } from 'node:events'
import { ROLES, type Role } from '../settings.ts'
import type { Parts } from './parts.ts'
import { withinTheStop } from './time-limits.ts'

/** What the supervisor tells the process it started for a role. */
export type Order = { readonly databaseUrl: string; readonly processId: string }

/** What that process says back: that it plays the role, or why it cannot. */
export type Report = { readonly ready: true } | { readonly failure: string }

const ROLE_FLAG = '--role'

/** The arguments that make a process play that role. */
export const roleArguments = (role: Role): string[] => [ROLE_FLAG, role]

/** The role the supervisor started this process for, if it did. */
export const roleToPlay = (argv: readonly string[]): Role | undefined =>
  argv[2] === ROLE_FLAG ? ROLES.find((role) => role === argv[3]) : undefined

/** Plays a role for the supervisor until that says stop, or dies. */
export async function playRole(role: Role, { startRole, config }: Parts): Promise<void> {
  // Ctrl-C reaches the whole process group; the supervisor decides what it means.
  process.on('SIGINT', () => undefined)
  const stopped = Promise.race([once(process, 'SIGTERM'), once(process, 'disconnect')])
  const order = await Promise.race([nextOrder(), stopped.then(() => undefined)])
  if (order === undefined) return
  const starting = startRole({ role, config, ...order })
  starting.then(
    () => report({ ready: true }),
    (error: unknown) => report({ failure: error instanceof Error ? error.message : `${error}` }),
  )
  await Promise.race([stopped, starting.then(() => stopped)])
  await withinTheStop(starting.then((played) => played.stop()))
}

async function nextOrder(): Promise<Order> {
  const [order] = await once(process, 'message')
  return order
}

function report(report: Report): void {
  if (process.connected) process.send?.(report)
}
