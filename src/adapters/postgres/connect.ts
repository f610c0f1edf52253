import {
  CamelCasePlugin,
  Kysely,
  PostgresDialect,
  type PostgresPool,
  type Transaction,
} from 'kysely'
import pg from 'pg'
import { LOOK_UP_BY_KEY, PLAN_ONCE, PreparingClient } from '../node-postgres/preparing-client.ts'
import type { Tables } from './tables.ts'

export type Db = Kysely<Tables>
export type Tx = Transaction<Tables>

/**
 * A process that hangs in the middle of a transaction, or whose machine is gone without a word,
 * must not hold its locks against all others: the server ends it, well before a lead's deadline.
 */
const LET_GO = '-c idle_in_transaction_session_timeout=4000 -c tcp_user_timeout=5000'

/**
 * Connections to the database, at most `max` at once. Columns are camel case on our side; keys
 * inside jsonb stay as they are. Close with `destroy()`.
 */
export function connect(databaseUrl: string, max: number): Db {
  return databaseOn(connectionPool(databaseUrl, max))
}

/** The connections alone, set as all statements of the product need them; opened as they are needed. */
export function connectionPool(databaseUrl: string, max: number): pg.Pool {
  const connections = new pg.Pool({
    Client: PreparingClient,
    connectionString: databaseUrl,
    max,
    connectionTimeoutMillis: 5_000,
    application_name: 'speed-to-lead',
    options: `${LOOK_UP_BY_KEY} ${PLAN_ONCE} ${LET_GO}`,
    keepAlive: true,
  })
  // A connection that breaks is replaced by the pool, and whoever uses the database sees the outage
  // as `Unavailable`. Without a listener, idle or in use, it would end the process besides.
  connections.on('error', () => undefined)
  connections.on('connect', (client) => void client.on('error', () => undefined))
  return connections
}

/** The database by these connections; `destroy()` ends them. */
export function databaseOn(pool: PostgresPool): Db {
  return new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  })
}
