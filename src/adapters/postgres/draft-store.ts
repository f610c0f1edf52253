import { type Selectable, sql } from 'kysely'
import * as z from 'zod'
import { contentHash, type Draft, type DraftStep } from '../../domain/draft.ts'
import { Refused } from '../../domain/failure.ts'
import type { DraftContent, DraftRow, DraftStore, StepTaken } from '../../ports/draft-store.ts'
import type { ConfigurationTables } from './configuration-tables.ts'
import type { Db, Tx } from './connect.ts'
import { pageOf, readCursor } from './cursor.ts'
import { translated } from './database-failure.ts'
import { withoutNulls } from './without-nulls.ts'

const Place = z.tuple([z.int()])

/** Drafts as rows, with a row for every step. */
export function postgresDraftStore(db: Db): DraftStore {
  return {
    list: ({ limit, cursor, state }) =>
      translated(async () => {
        const place = readCursor(Place, cursor)
        const { rows } = await sql<ListRow>`
          select d.number, d.version, d.state, d.name, d.message, d.based_on, d.revision,
            first.made_by as created_by, last.made_by as changed_by, last.at as changed_at
          from configuration_drafts d
          join configuration_draft_steps first on first.draft = d.number and first.version = 1
          join configuration_draft_steps last on last.draft = d.number and last.version = d.version
          where d.number < ${place?.[0] ?? MOST} and (${state ?? null}::text is null or d.state = ${state ?? null})
          order by d.number desc limit ${limit + 1}`.execute(db)
        return pageOf(rows, limit, ({ number }) => [number], rowFrom)
      }),

    find: (number) => translated(() => find(db, number)),

    create: (content, step) =>
      translated(() =>
        db.transaction().execute(async (tx) => {
          const { number } = await tx
            .insertInto('configurationDrafts')
            .values({ version: 1, state: 'open', ...columnsOf(content), revision: null })
            .returning('number')
            .executeTakeFirstOrThrow()
          await add(tx, { number, version: 1, ...content }, step)
          return found(tx, number)
        }),
      ),

    change: (seen, step, { state, ...content }) =>
      translated(() =>
        db.transaction().execute(async (tx) => {
          const draft = await held(tx, seen)
          const after = { ...draft, ...content, version: draft.version + 1 }
          await tx
            .updateTable('configurationDrafts')
            .set({ version: after.version, ...columnsOf(after), ...(state && { state }) })
            .where('number', '=', draft.number)
            .execute()
          await add(tx, after, step)
          return found(tx, draft.number)
        }),
      ),
  }
}

/** Above every number, for the first page. */
const MOST = 2_147_483_647

type Row = Selectable<ConfigurationTables['configurationDrafts']>
type StepRow = Selectable<ConfigurationTables['configurationDraftSteps']>
type ListRow = Omit<Row, 'files' | 'checkResult'> & Omit<DraftRow, keyof Row>

const rowFrom = (row: ListRow): DraftRow => withoutNulls(row)

async function find(db: Db, number: number): Promise<Draft | undefined> {
  const [row, steps] = await Promise.all([
    db
      .selectFrom('configurationDrafts')
      .selectAll()
      .where('number', '=', number)
      .executeTakeFirst(),
    db
      .selectFrom('configurationDraftSteps')
      .selectAll()
      .where('draft', '=', number)
      .orderBy('version')
      .execute(),
  ])
  return row && draftFrom(row, steps)
}

function draftFrom({ checkResult, ...row }: Row, steps: readonly StepRow[]): Draft {
  return {
    ...withoutNulls(row),
    check: {
      ...checkResult,
      at: new Date(checkResult.at),
      findings: checkResult.findings.map((one) => ({ ...one, at: one.at && new Date(one.at) })),
    },
    // A step that was taken between the two reads is of the next version.
    steps: steps.filter(({ version }) => version <= row.version).map(stepFrom),
  }
}

const stepFrom = ({ version, kind, at, madeBy, madeById, words, hash }: StepRow): DraftStep => ({
  ...{ version, kind, at, by: madeBy, byId: madeById, words: words ?? undefined, hash },
})

async function found(tx: Tx, number: number): Promise<Draft> {
  const draft = await find(tx, number)
  if (draft === undefined) throw new Error(`Draft ${number} was written and is not there`)
  return draft
}

/** The draft, held until the transaction ends. */
async function held(
  tx: Tx,
  { number, version }: Pick<Draft, 'number' | 'version'>,
): Promise<Draft> {
  const row = await tx
    .selectFrom('configurationDrafts')
    .selectAll()
    .where('number', '=', number)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) throw new Refused('draft-unknown', `No draft ${number}`)
  if (row.state !== 'open') throw new Refused('draft-closed', `Draft ${number} is ${row.state}`)
  if (row.version !== version) {
    throw new Refused('draft-edited', `Draft ${number} is at version ${row.version}`)
  }
  return draftFrom(row, [])
}

const columnsOf = ({ name, message, basedOn, files, check }: DraftContent) => ({
  ...{ name, basedOn, message: message ?? null },
  files: JSON.stringify(files),
  checkResult: JSON.stringify(check),
})

type Written = Pick<Draft, 'number' | 'version' | 'files' | 'basedOn'>

async function add(tx: Tx, { number, version, files, basedOn }: Written, step: StepTaken) {
  const { kind, at, by, byId, words } = step
  await tx
    .insertInto('configurationDraftSteps')
    .values({
      ...{ draft: number, version, kind, at, madeBy: by, madeById: byId, words: words ?? null },
      hash: contentHash(files, basedOn),
    })
    .execute()
}
