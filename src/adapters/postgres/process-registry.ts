import { sql } from 'kysely'
import type { ProcessRegistry, RunningProcess } from '../../ports/process-registry.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

/** A process that missed five beats is taken for dead; after a day its row goes. */
const ALIVE_FOR = sql`interval '5 seconds'`
const KEPT_FOR = sql`interval '1 day'`

/** Processes as rows, by the database's own clock, which is the one they all share. */
export function postgresProcessRegistry(db: Db): ProcessRegistry {
  return {
    beat: ({ id, role, hosts, ops }) =>
      translated(async () => {
        await db
          .insertInto('processes')
          .values({
            id,
            role,
            hosts: [...hosts],
            opsPort: ops?.port ?? null,
            machine: ops?.machine ?? null,
          })
          .onConflict((conflict) => conflict.column('id').doUpdateSet({ seenAt: sql`now()` }))
          .execute()
      }),

    leave: (id) =>
      translated(async () => {
        await db
          .deleteFrom('processes')
          .where((where) =>
            where.or([where('id', '=', id), where('seenAt', '<', sql<Date>`now() - ${KEPT_FOR}`)]),
          )
          .execute()
      }),

    alive: () =>
      translated(async () => {
        const rows = await db
          .selectFrom('processes')
          .select(['id', 'role', 'hosts', 'opsPort', 'machine'])
          .where('seenAt', '>', sql<Date>`now() - ${ALIVE_FOR}`)
          .execute()
        return rows.map(({ opsPort: port, machine, ...row }) => ({
          ...row,
          role: row.role as RunningProcess['role'],
          ...(port === null || machine === null ? {} : { ops: { machine, port } }),
        }))
      }),
  }
}
