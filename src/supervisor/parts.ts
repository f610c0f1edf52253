import type { Config } from '../config.ts'
import type { Log } from '../ports/log.ts'
import type { Role } from '../settings.ts'

/** What a process that plays one role is told. */
export type RoleOrder = {
  readonly role: Role
  readonly config: Config
  readonly databaseUrl: string
  /** Under which this process takes jobs, so that they can be handed back when it dies. */
  readonly processId: string
}

/** A role that is being played. */
export type PlayedRole = {
  /** Stops accepting, finishes or hands back what is in flight, and closes. */
  stop(): Promise<void>
}

/** A database that this process may use until it leaves. */
export type OpenDatabase = { readonly url: string; leave(): Promise<void> }

/** What the start of the product is made of; `main.ts` fills it in. */
export type Parts = {
  /** The file to start again for each role; it must call `runProduct` too. */
  readonly entry: string
  readonly config: Config
  readonly log: Log
  openDatabase(config: Config): Promise<OpenDatabase>
  migrate(databaseUrl: string): Promise<void>
  startRole(order: RoleOrder): Promise<PlayedRole>
  /** Gives the jobs of a process that died back to the queue at once. */
  releaseJobsOf(databaseUrl: string, processId: string): Promise<unknown>
}
