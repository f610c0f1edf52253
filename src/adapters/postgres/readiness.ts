import { sql } from 'kysely'
import { Unavailable } from '../../domain/failure.ts'
import type { ProcessRegistry } from '../../ports/process-registry.ts'
import type { Readiness } from '../../ports/readiness.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

/** Readiness by the database and the processes registered in it. `needed` must all be hosted. */
export function postgresReadiness(
  db: Db,
  registry: ProcessRegistry,
  needed: readonly string[],
): Readiness {
  async function problems(): Promise<string[]> {
    await translated(() => sql`select 1`.execute(db))
    const hosted = new Set((await registry.alive()).flatMap(({ hosts }) => hosts))
    return needed.filter((name) => !hosted.has(name)).map((name) => `Nobody hosts ${name}`)
  }

  return {
    async check() {
      const found = await problems().catch((error: unknown) => {
        if (error instanceof Unavailable) return ['The database does not answer']
        throw error
      })
      return { ready: found.length === 0, problems: found }
    },
  }
}
