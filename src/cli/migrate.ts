import { CommandFailed } from './command.ts'
import { defineCommand } from './define-command.ts'

const help = `Usage: ./stl migrate

Brings the database named by DATABASE_URL up to date, ahead of a new version of
the product. The only command that does not need a running product. Starting
migrates too, and so does the embedded database.`

/** Brings a database up to date without starting the product. */
export const migrateCommand = defineCommand({
  name: 'migrate',
  summary: 'bring the database of DATABASE_URL up to date',
  help,
  options: {},
  async run({ out }) {
    // Loaded only here: every other command starts faster without the database's libraries.
    const { loadConfig } = await import('../config.ts')
    const { databaseUrl } = loadConfig()
    if (databaseUrl === undefined) {
      throw new CommandFailed(
        'DATABASE_URL is not set. The embedded database is migrated by npm start.',
      )
    }
    const { migrate } = await import('../migrate.ts')
    await migrate(databaseUrl.reveal())
    out('The database is up to date.')
    return 0
  },
})
