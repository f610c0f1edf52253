import { sql } from 'kysely'
import type { Configuration, Documents } from '../../domain/documents/documents.ts'
import { Overtaken, Unavailable } from '../../domain/failure.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ConfigurationStore, Origin } from '../../ports/configuration.ts'
import type { Db, Tx } from './connect.ts'
import { translated } from './database-failure.ts'
import { publishDraft } from './publish-draft.ts'
import { storedDocuments } from './stored-documents.ts'

/** How old the revision in use may be. Looking on every decision would be a query per lead. */
const FRESH_FOR_MS = 1_000
/** Any number will do, as long as nothing else in this database locks on it. */
const APPLY_LOCK = 7_310_001

/** The store, and a way to tell it what others have seen. */
export type PostgresConfigurationStore = ConfigurationStore & {
  /** From now on nothing older than this revision is current. */
  atLeast(revision: number): void
}

/** Configuration revisions as rows; the highest is active. */
export function postgresConfigurationStore(db: Db, clock: Clock): PostgresConfigurationStore {
  let known: { readonly configuration: Configuration; readonly at: number } | undefined
  let least = 0
  let refreshing: Promise<Configuration> | undefined

  async function refresh(): Promise<Configuration> {
    const configuration = await translated(() => readActive(db, known?.configuration))
    known = { configuration, at: clock().getTime() }
    return configuration
  }

  function fresh(): Configuration | undefined {
    if (known === undefined || known.configuration.revision < least) return undefined
    return clock().getTime() - known.at < FRESH_FOR_MS ? known.configuration : undefined
  }

  return {
    async current() {
      const kept = fresh()
      if (kept !== undefined) return kept
      refreshing ??= refresh().finally(() => {
        refreshing = undefined
      })
      const read = await refreshing
      // That look may have begun before somebody told us of a later revision.
      return read.revision < least ? refresh() : read
    },

    atLeast(revision) {
      least = Math.max(least, revision)
    },

    async apply(documents, by, basedOn, origin = {}) {
      const revision = await translated(() =>
        db.transaction().execute(async (tx) => {
          await tx.executeQuery(lockStatement(tx))
          const active = await activeRevision(tx)
          if (basedOn !== undefined && basedOn !== (active ?? 0))
            throw publishedFirst(basedOn, active)
          return add(tx, documents, { by, at: clock(), ...origin })
        }),
      )
      known = { configuration: { revision, documents }, at: clock().getTime() }
      return known.configuration
    },
  }
}

type Added = Origin & { readonly by: string; readonly at: Date }

async function add(
  tx: Tx,
  documents: Documents,
  { by, at, message, restores, draft }: Added,
): Promise<number> {
  const { revision } = await tx
    .insertInto('configurations')
    .values({
      ...{ documents: JSON.stringify(documents), appliedBy: by },
      ...{ message: message ?? null, restores: restores ?? null, draft: draft?.number ?? null },
    })
    .returning('revision')
    .executeTakeFirstOrThrow()
  if (draft !== undefined) await publishDraft(tx, draft, revision, by, at)
  return revision
}

const lockStatement = (db: Db) => sql`select pg_advisory_xact_lock(${APPLY_LOCK})`.compile(db)

const publishedFirst = (basedOn: number, active: number | undefined) =>
  new Overtaken(`Based on revision ${basedOn}, but ${active ?? 'none'} is active`)

/** The highest revision; undefined when none was ever applied. */
export async function activeRevision(db: Db): Promise<number | undefined> {
  const row = await db
    .selectFrom('configurations')
    .select('revision')
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.revision
}

async function readActive(db: Db, known: Configuration | undefined): Promise<Configuration> {
  const active = await activeRevision(db)
  if (active === undefined) {
    throw new Unavailable('not-configured', 'No configuration has been applied yet')
  }
  if (known?.revision === active) return known
  const { revision, documents } = await db
    .selectFrom('configurations')
    .select(['revision', 'documents'])
    .where('revision', '=', active)
    .executeTakeFirstOrThrow()
  return { revision, documents: storedDocuments(documents) }
}
