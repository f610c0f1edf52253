import { sql } from 'kysely'
import { connect } from '../../src/adapters/postgres/connect.ts'
import { postgresLeadStore } from '../../src/adapters/postgres/lead-store.ts'
import type { Outcome } from '../../src/domain/decision.ts'
import { type LeadId, newId, type ReviewItemId } from '../../src/domain/ids.ts'
import { nextStage } from '../../src/pipeline.ts'
import type { NewJob } from '../../src/ports/job-queue.ts'
import { exampleCompany } from './example-company.ts'
import { scratchDatabase } from './scratch-database.ts'
import { stagePorts } from './stage-ports.ts'
import { stored } from './stored.ts'

export const NOW = new Date('2026-03-02T14:31:00Z')
/** Of no lead. */
export const UNKNOWN = '01900000-0000-7000-8000-00000000ffff' as LeadId
export const TASK_AND_REVIEW = {
  tasks: [{ follower: 'notify' as const }],
  review: {
    id: newId<ReviewItemId>(),
    kind: 'quarantined-lead' as const,
    reasons: ['throwaway-mail'],
    details: {},
  },
}

const PARTS = {
  clock: () => NOW,
  configuration: stagePorts(exampleCompany(), NOW).configuration,
  nextStage,
}

/** A store on a database of its own, with the jobs it adds and the batches it makes. */
export async function aStore() {
  const scratch = await scratchDatabase()
  const { db } = scratch
  const jobs: NewJob[] = []
  const batches: [string, number][] = []
  const leads = postgresLeadStore({
    ...{ ...PARTS, db },
    enqueue: async (_tx, added) => void jobs.push(...added),
    onBatch: (kind, size) => batches.push([kind, size]),
  })
  const versions = async () => {
    const rows = await db.selectFrom('leads').select(['id', 'version']).execute()
    return new Map(rows.map(({ id, version }) => [id, version]))
  }
  return {
    db,
    leads,
    jobs,
    batches,
    versions,
    add: (given = {}, parts = {}) => stored.lead(db, given, { form: {}, ...parts }),
    events: (id: LeadId) =>
      db.selectFrom('leadEvents').selectAll().where('leadId', '=', id).orderBy('version').execute(),
    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  }
}

/** A store of another process on the same database. */
export async function anotherStore({ db }: Awaited<ReturnType<typeof aStore>>) {
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(db)
  const url = new URL(process.env.TEST_DATABASE_URL ?? '')
  url.pathname = `/${rows[0]?.name}`
  return storeAt(url.href)
}

/** A store on connections of its own. */
export function storeAt(url: string) {
  const db = connect(url, 5)
  return {
    leads: postgresLeadStore({ ...PARTS, db, enqueue: async () => undefined }),
    [Symbol.asyncDispose]: () => db.destroy(),
  }
}

export const validated = (notes: readonly string[] = []): Outcome => ({
  event: { type: 'LeadValidated', at: NOW, notes },
  parts: { findings: { notes } },
})

/** How each ended: `ok`, or the name of its error. */
export const codes = (settled: readonly PromiseSettledResult<unknown>[]) =>
  settled.map((one) => (one.status === 'fulfilled' ? 'ok' : (one.reason as Error).name))
