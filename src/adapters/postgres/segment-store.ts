import { type Selectable, sql } from 'kysely'
import type { Clock } from '../../ports/clock.ts'
import type { SegmentStore, SegmentVersion } from '../../ports/segment-store.ts'
import type { Db, Tx } from './connect.ts'
import { translated } from './database-failure.ts'
import type { SegmentTables } from './segment-tables.ts'

/** A statement with so many values takes some tens of milliseconds. */
const AT_ONCE = 5_000

/** The lists of segments, version after version; nothing that was in use is overwritten. */
export function postgresSegmentStore(db: Db, clock: Clock): SegmentStore {
  return {
    list: () => translated(() => inUse(db)),
    versions: (id) => translated(() => versions(db, id)),
    load: (to, values) => translated(() => load(db, clock, to, values)),
    remove: (id) => translated(() => remove(db, clock, id)),
  }
}

async function inUse(db: Db): Promise<readonly SegmentVersion[]> {
  const rows = await db
    .selectFrom('segmentVersions')
    .selectAll()
    .where('loadedAt', 'is not', null)
    .where('replacedAt', 'is', null)
    .orderBy('segment')
    .execute()
  return rows.flatMap(versionFrom)
}

async function versions(db: Db, id: string): Promise<readonly SegmentVersion[]> {
  const rows = await db
    .selectFrom('segmentVersions')
    .selectAll()
    .where('segment', '=', id)
    .orderBy('version', 'desc')
    .execute()
  return rows.flatMap(versionFrom)
}

function versionFrom(row: Selectable<SegmentTables['segmentVersions']>): SegmentVersion[] {
  const { segment: id, version, field, entries, loadedBy, loadedAt, replacedAt } = row
  if (loadedAt === null) return []
  return [{ id, version, field, entries, loadedBy, loadedAt, replacedAt: replacedAt ?? undefined }]
}

type To = Parameters<SegmentStore['load']>[0]

/**
 * Statement by statement and not in one transaction, which would hold back for half a minute whoever
 * reads events in the order of commits. Nobody looks in a version before it is in use; one that was
 * given up is deleted with what has outlived itself.
 */
async function load(
  db: Db,
  clock: Clock,
  { id, field, by }: To,
  values: readonly string[],
): Promise<SegmentVersion> {
  const { version } = await db
    .insertInto('segmentVersions')
    .values({ segment: id, field, entries: values.length, loadedBy: by })
    .returning('version')
    .executeTakeFirstOrThrow()
  for (let from = 0; from < values.length; from += AT_ONCE) {
    const some = values.slice(from, from + AT_ONCE)
    await sql`insert into segment_entries (version, value)
      select ${version}::integer, unnest(${some}::text[])`.execute(db)
  }
  const row = await db.transaction().execute((tx) => swap(tx, clock, id, version))
  const [loaded] = versionFrom(row)
  if (loaded === undefined) throw new Error('A list that was put in use is not in use')
  return loaded
}

async function swap(tx: Tx, clock: Clock, id: string, version: number) {
  await takeOut(tx, clock, id)
  return tx
    .updateTable('segmentVersions')
    .set({ loadedAt: clock() })
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Of two at once the second waits, and then finds what the first has put in use. */
async function takeOut(tx: Tx, clock: Clock, id: string): Promise<boolean> {
  await tx
    .selectFrom('segmentVersions')
    .select('version')
    .where('segment', '=', id)
    .orderBy('version')
    .forUpdate()
    .execute()
  const { numUpdatedRows } = await tx
    .updateTable('segmentVersions')
    .set({ replacedAt: clock() })
    .where('segment', '=', id)
    .where('loadedAt', 'is not', null)
    .where('replacedAt', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

const remove = (db: Db, clock: Clock, id: string): Promise<boolean> =>
  db.transaction().execute((tx) => takeOut(tx, clock, id))
