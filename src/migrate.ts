import { installQueues } from './adapters/pgboss/boss.ts'
import { migrateSchema } from './adapters/postgres/migrate-schema.ts'
import { reachDatabase } from './adapters/postgres/reach-database.ts'
import { FOLLOWERS } from './domain/task.ts'
import { pipeline } from './pipeline.ts'
import { followerQueue, stageQueue } from './ports/queue-names.ts'

/** The queues of every stage and follower. */
export const ALL_QUEUES: readonly string[] = [
  ...pipeline.map(({ stage }) => stageQueue(stage.name)),
  ...FOLLOWERS.map(followerQueue),
]

/**
 * Brings a database up to date: our tables, pg-boss's, and the queues. Safe to run at every start.
 * Rejects with `Unavailable` (`database-unreachable`) when nobody lets us in there.
 */
export async function migrate(databaseUrl: string): Promise<void> {
  await reachDatabase(databaseUrl)
  await migrateSchema(databaseUrl)
  await installQueues(databaseUrl, ALL_QUEUES)
}
