import { readdir } from 'node:fs/promises'
import { type Migration, Migrator } from 'kysely/migration'
import { connect } from './connect.ts'

const FOLDER = new URL('../../../migrations/', import.meta.url)

/**
 * Brings the schema up to date, under an advisory lock, so that any number of processes may start
 * at once. Forward only: there is no way down. Rejects with the cause of the migration that failed,
 * and then nothing of it remains.
 */
export async function migrateSchema(databaseUrl: string): Promise<void> {
  // Not under the lock: the server ends a transaction that says nothing for seconds, and on a busy machine
  // it takes longer to load them.
  const migrations = await loadMigrations()
  const provider = { getMigrations: async () => migrations }
  const db = connect(databaseUrl, 1)
  try {
    // Changes land in another order than they are numbered, and none builds upon a higher number.
    const allowUnorderedMigrations = true
    const migrator = new Migrator({ db, provider, allowUnorderedMigrations })
    const { error } = await migrator.migrateToLatest()
    if (error !== undefined) throw error
  } finally {
    await db.destroy()
  }
}

async function loadMigrations(): Promise<Record<string, Migration>> {
  const files = (await readdir(FOLDER)).filter((file) => /^\d{4}-.*\.ts$/.test(file)).sort()
  const migrations = await Promise.all(
    files.map(async (file) => [file.slice(0, -3), await import(new URL(file, FOLDER).href)]),
  )
  return Object.fromEntries(migrations)
}
