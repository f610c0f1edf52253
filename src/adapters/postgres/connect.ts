import { CamelCasePlugin, Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import type { Tables } from './tables.ts'

export type Db = Kysely<Tables>
export type Tx = Transaction<Tables>

/**
 * Connections to the database, at most `max` at once. Columns are camel case on our side; keys
 * inside jsonb stay as they are. Close with `destroy()`.
 */
export function connect(databaseUrl: string, max: number): Db {
  const connections = new pg.Pool({
    connectionString: databaseUrl,
    max,
    connectionTimeoutMillis: 5_000,
    application_name: 'speed-to-lead',
  })
  // A connection that breaks while idle is replaced by the pool; without a listener it would end
  // the process. Whoever uses the database next sees the outage as `Unavailable`.
  connections.on('error', () => undefined)
  return new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: connections }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  })
}
