import pg from 'pg'
import { BOSS_SCHEMA } from './boss.ts'

/**
 * Makes every claimed job of these queues claimable at once, without waiting for its lease: for a
 * supervisor that saw the only worker of the queues die. pg-boss does not record who holds a job,
 * so the caller must know that nobody else does; a stale claim then settles nothing.
 */
export async function releaseJobs(databaseUrl: string, queues: readonly string[]): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl })
  // A connection that breaks fails its query; without a listener it would end the process besides.
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rowCount } = await client.query(
      `update ${BOSS_SCHEMA}.job set state = 'retry', start_after = now()
       where state = 'active' and name = any($1)`,
      [queues],
    )
    return rowCount ?? 0
  } finally {
    await client.end()
  }
}
