import pg from 'pg'
import { Unavailable } from '../../domain/failure.ts'

/**
 * Resolves once the database lets us in. Rejects with `Unavailable` (`database-unreachable`), whose
 * message says where it was looked for and what it or the network answered, never the password.
 */
export async function reachDatabase(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 })
  // A connection that breaks fails its query; without a listener it would end the process besides.
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (cause) {
    const place = `${client.host}:${client.port}`
    throw new Unavailable(
      'database-unreachable',
      `The database at ${place} cannot be used: ${reason(cause)}. Look whether it runs, and at DATABASE_URL.`,
      { cause },
    )
  }
  await client.end()
}

/** The server's own words; of a network failure, which may be several in one, its code. */
function reason(cause: unknown): string {
  const { code = '', message = '' } = cause as { code?: string; message?: string }
  return /^E[A-Z_]+$/.test(code) ? code : message || 'it does not answer'
}
