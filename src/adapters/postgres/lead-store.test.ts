import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { exampleCompany } from '../../../test/support/example-company.ts'
import { scratchDatabase } from '../../../test/support/scratch-database.ts'
import { stagePorts } from '../../../test/support/stage-ports.ts'
import { stored } from '../../../test/support/stored.ts'
import type { Decision, Outcome } from '../../domain/decision.ts'
import { Overtaken, Refused, Unavailable } from '../../domain/failure.ts'
import { type ContactId, type LeadId, newId, type ReviewItemId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import { nextStage } from '../../pipeline.ts'
import type { NewJob } from '../../ports/job-queue.ts'
import type { LockedDecision } from '../../ports/lead-store.ts'
import { dedupe } from '../../stages/03-dedupe/dedupe.ts'
import { connect } from './connect.ts'
import { postgresLeadStore } from './lead-store.ts'

const NOW = new Date('2026-03-02T14:31:00Z')
const UNKNOWN = '01900000-0000-7000-8000-00000000ffff' as LeadId
const TASK_AND_REVIEW = {
  tasks: [{ follower: 'notify' as const }],
  review: {
    id: newId<ReviewItemId>(),
    kind: 'quarantined-lead' as const,
    reasons: ['throwaway-mail'],
    details: {},
  },
}

async function aStore() {
  const scratch = await scratchDatabase()
  const { db } = scratch
  const jobs: NewJob[] = []
  const batches: [string, number][] = []
  const leads = postgresLeadStore({
    db,
    enqueue: async (_tx, added) => void jobs.push(...added),
    clock: () => NOW,
    configuration: stagePorts(exampleCompany(), NOW).configuration,
    nextStage,
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

const validated = (notes: readonly string[] = []): Outcome => ({
  event: { type: 'LeadValidated', at: NOW, notes },
  parts: { findings: { notes } },
})

const codes = (settled: readonly PromiseSettledResult<unknown>[]) =>
  settled.map((one) => (one.status === 'fulfilled' ? 'ok' : (one.reason as Error).name))

describe('appending', { concurrency: 2 }, () => {
  test('brings the lead up to date: row, event and parts', async () => {
    await using store = await aStore()
    const lead = await store.leads.load(await store.add())

    const after = await store.leads.append(lead, validated(['free-mail']))

    assert.deepEqual(await store.leads.load(lead.id), after)
    assert.equal(after.waitingFor, 'match')
    assert.deepEqual(after.parts.findings, { notes: ['free-mail'] })
    assert.partialDeepStrictEqual(await store.events(lead.id), [
      { version: 2, type: 'LeadValidated', data: { notes: ['free-mail'] } },
    ])
  })

  test('a lead that turns out to be a test is one in its row', async () => {
    await using store = await aStore()
    const lead = await store.leads.load(await store.add())

    const after = await store.leads.append(lead, {
      event: { type: 'LeadFetched', at: NOW, isTest: true },
    })

    assert.equal(after.isTest, true)
    assert.deepEqual(await store.leads.load(lead.id), after)
    const row = await store.db.selectFrom('leads').select('isTest').executeTakeFirstOrThrow()
    assert.equal(row.isTest, true)
  })

  test('is overtaken when the lead has changed since, and leaves nothing behind', async () => {
    await using store = await aStore()
    const lead = await store.leads.load(await store.add())
    const first = await store.leads.append(lead, validated(['first']))

    const late = store.leads.append(lead, { ...validated(['late']), ...TASK_AND_REVIEW })

    await assert.rejects(late, Overtaken)
    assert.deepEqual(await store.leads.load(lead.id), first)
    assert.deepEqual(await store.db.selectFrom('tasks').selectAll().execute(), [])
    assert.deepEqual(await store.db.selectFrom('reviewItems').selectAll().execute(), [])
    assert.deepEqual(store.jobs, [])
  })

  test('twice for one lead in one batch lets the first win', async () => {
    await using store = await aStore()
    const lead = await store.leads.load(await store.add())

    const settled = await Promise.allSettled([
      store.leads.append(lead, validated(['first'])),
      store.leads.append(lead, validated(['second'])),
    ])

    assert.deepEqual(codes(settled), ['ok', 'Overtaken'])
    assert.deepEqual(store.batches.at(-1), ['append', 2])
    assert.deepEqual((await store.leads.load(lead.id)).parts.findings?.notes, ['first'])
  })

  test('a poisoned lead in a batch fails alone', async () => {
    await using store = await aStore()
    const ids = await Promise.all([1, 2, 3, 4, 5].map(() => store.add()))
    const loaded = await Promise.all(ids.map(store.leads.load))

    const settled = await Promise.allSettled(
      loaded.map((lead, index) =>
        store.leads.append(lead, validated([index === 3 ? 'poison \u0000' : 'fine'])),
      ),
    )

    assert.deepEqual(codes(settled), ['ok', 'ok', 'ok', 'error', 'ok'])
    const versions = await store.versions()
    assert.deepEqual(
      ids.map((id) => versions.get(id)),
      [2, 2, 2, 1, 2],
    )
  })

  test('commits tasks, their jobs and review items with the event', async () => {
    await using store = await aStore()
    const lead = await store.leads.load(await store.add())
    const dueAt = new Date('2026-03-02T15:00:00Z')

    await store.leads.append(lead, {
      event: { type: 'LeadValidated', at: NOW, notes: [] },
      ...TASK_AND_REVIEW,
      tasks: [{ follower: 'escalate', subject: 'about', dueAt }],
    })

    const [task] = await store.db.selectFrom('tasks').selectAll().execute()
    assert.partialDeepStrictEqual(task, { leadId: lead.id, follower: 'escalate', dueAt })
    assert.deepEqual(store.jobs, [
      { queue: 'follower-escalate', subject: { taskId: task?.id }, startAfter: dueAt },
    ])
    const [review] = await store.db.selectFrom('reviewItems').selectAll().execute()
    assert.partialDeepStrictEqual(review, { leadId: lead.id, resolvedAt: null })
  })
})

describe('deciding under locks', { concurrency: 2 }, () => {
  /** Ends a lead, unless told otherwise. */
  const rejecting = (decide?: LockedDecision['decide']): LockedDecision => ({
    name: 'test',
    locks: () => ({}),
    decide:
      decide ?? ((_lead, { now }) => ({ event: { type: 'LeadRejected', at: now, reasons: [] } })),
  })

  test('is overtaken when the lead has changed since it was loaded', async () => {
    await using store = await aStore()
    const lead = await store.leads.load(await store.add())
    await store.leads.append(lead, validated())

    await assert.rejects(store.leads.decide(lead, rejecting()), Overtaken)

    assert.equal((await store.leads.load(lead.id)).state, 'travelling')
  })

  test('twice for one lead in one batch decides once, also for the same object', async () => {
    await using store = await aStore()
    const id = await store.add()
    const [one, same] = await Promise.all([store.leads.load(id), store.leads.load(id)])
    let decisions = 0
    const counting = rejecting((_lead, { now }) => {
      decisions += 1
      return { event: { type: 'LeadRejected', at: now, reasons: [] } }
    })

    const settled = await Promise.allSettled([
      store.leads.decide(one, counting),
      store.leads.decide(same, counting),
    ])

    assert.deepEqual(codes(settled), ['ok', 'Overtaken'])
    assert.equal(decisions, 1)
  })

  test('a lead whose decision throws fails alone, the others are committed', async () => {
    await using store = await aStore()
    const ids = await Promise.all([1, 2, 3, 4].map(() => store.add()))
    const loaded = await Promise.all(ids.map(store.leads.load))
    const picky = rejecting((lead, { now }) => {
      if (lead.id === ids[1]) throw new RangeError('cannot decide')
      return { event: { type: 'LeadRejected', at: now, reasons: [] } }
    })

    const settled = await Promise.allSettled(loaded.map((lead) => store.leads.decide(lead, picky)))

    assert.deepEqual(codes(settled), ['ok', 'RangeError', 'ok', 'ok'])
    const versions = await store.versions()
    assert.deepEqual(
      ids.map((id) => versions.get(id)),
      [2, 1, 2, 2],
    )
  })

  test('a decision the database does not take fails alone, with all it decided', async () => {
    await using store = await aStore()
    const ids = await Promise.all([1, 2, 3].map(() => store.add()))
    const loaded = await Promise.all(ids.map(store.leads.load))
    const contactOf = new Map(ids.map((id) => [id, newId<ContactId>()]))
    const identifying = rejecting((lead, { now }): Decision => {
      const contactId = contactOf.get(lead.id) ?? newId<ContactId>()
      const firstName = lead.id === ids[0] ? 'Ka\u0000ri' : 'Kari'
      const nobody = { ownerRepId: undefined, ownerLeadId: undefined }
      return {
        event: { type: 'ContactIdentified', at: now, contactId, by: 'none', isNew: true },
        contact: { id: contactId, fields: { firstName }, origins: {}, leadCount: 1, ...nobody },
      }
    })

    const settled = await Promise.allSettled(
      loaded.map((lead) => store.leads.decide(lead, identifying)),
    )

    assert.deepEqual(codes(settled), ['error', 'ok', 'ok'])
    const contacts = await store.db.selectFrom('contacts').select('id').execute()
    assert.deepEqual(
      new Set(contacts.map(({ id }) => id)),
      new Set(ids.slice(1).map((id) => contactOf.get(id))),
    )
  })

  test('decides for the longest waiting first, each seeing the ones before', async () => {
    await using store = await aStore()
    const findings = { email: 'kari@fjordtech.no', notes: [] }
    const at = (minute: number) => new Date(`2026-03-02T14:${minute}:00Z`)
    const given = { waitingFor: 'dedupe' }
    const younger = await store.add({ ...given, receivedAt: at(20) }, { findings })
    const older = await store.add({ ...given, receivedAt: at(10) }, { findings })
    const loaded = await Promise.all([younger, older].map(store.leads.load))

    await Promise.all(loaded.map((lead) => store.leads.decide(lead, dedupe)))

    const isNew = async (id: LeadId) => (await store.events(id)).map(({ data }) => data.isNew)
    assert.deepEqual([await isNew(older), await isNew(younger)], [[true], [false]])
    assert.equal((await store.db.selectFrom('contacts').select('id').execute()).length, 1)
  })

  test('two stores that claim one key at once give one contact', async () => {
    await using store = await aStore()
    const other = connect(await urlOf(store), 5)
    const second = postgresLeadStore({
      db: other,
      enqueue: async () => undefined,
      clock: () => NOW,
      configuration: stagePorts(exampleCompany(), NOW).configuration,
      nextStage,
    })
    const findings = { email: 'kari@fjordtech.no', phone: '+4722123456', notes: [] }
    const ids = await Promise.all(
      Array.from({ length: 20 }, () => store.add({ waitingFor: 'dedupe' }, { findings })),
    )
    const loaded = await Promise.all(ids.map(store.leads.load))

    await Promise.all(
      loaded.map((lead, index) => (index % 2 ? store.leads : second).decide(lead, dedupe)),
    )
    await other.destroy()

    const contacts = await store.db.selectFrom('contacts').selectAll().execute()
    assert.deepEqual(
      contacts.map(({ leadCount }) => leadCount),
      [20],
    )
  })
})

async function urlOf({ db }: Awaited<ReturnType<typeof aStore>>): Promise<string> {
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(db)
  const url = new URL(process.env.TEST_DATABASE_URL ?? '')
  url.pathname = `/${rows[0]?.name}`
  return url.href
}

describe('recording facts', { concurrency: 2 }, () => {
  const rescored = (score: number): Outcome => ({
    event: {
      type: 'LeadRescored',
      at: NOW,
      score,
      fit: score,
      interest: 0,
      tier: 'cold',
      revision: 1,
    },
  })

  test('folds facts of one lead in one batch, each seeing the one before', async () => {
    await using store = await aStore()
    const id = await store.add({ score: 0 })
    const oneMore = (lead: Lead) => rescored((lead.score ?? 0) + 1)

    const results = await Promise.all([1, 2, 3].map(() => store.leads.record(id, oneMore)))

    assert.deepEqual(
      results.map(({ score, version }) => [score, version]),
      [
        [1, 2],
        [2, 3],
        [3, 4],
      ],
    )
    assert.deepEqual(store.batches, [['record', 3]])
    assert.deepEqual(await store.leads.load(id), results[2])
    assert.equal((await store.events(id)).length, 3)
  })

  test('drops nothing when two processes record at once', async () => {
    await using store = await aStore()
    const other = connect(await urlOf(store), 5)
    const second = postgresLeadStore({
      db: other,
      enqueue: async () => undefined,
      clock: () => NOW,
      configuration: stagePorts(exampleCompany(), NOW).configuration,
      nextStage,
    })
    const id = await store.add({ score: 0 })

    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        (index % 2 ? store.leads : second).record(id, (lead) => rescored((lead.score ?? 0) + 1)),
      ),
    )
    await other.destroy()

    const lead = await store.leads.load(id)
    assert.deepEqual([lead.score, lead.version], [40, 41])
  })

  test('reads the parts of a lead that this process knows as it stands no second time', async () => {
    await using store = await aStore()
    const { id } = await store.leads.append(
      await store.leads.load(await store.add()),
      validated(['as it was written']),
    )
    // Not a change anybody may make: the version tells of every one.
    await store.db
      .updateTable('leadParts')
      .set({ content: '{}' })
      .where('leadId', '=', id)
      .execute()

    const recorded = await store.leads.record(id, () => undefined)

    const notes = ['as it was written']
    assert.deepEqual(recorded.parts.findings, { notes })
    assert.deepEqual((await store.leads.load(id)).parts.findings, { notes })
  })

  test('sees what another process has added to the parts since', async () => {
    await using store = await aStore()
    const other = connect(await urlOf(store), 1)
    const elsewhere = postgresLeadStore({
      db: other,
      enqueue: async () => undefined,
      clock: () => NOW,
      configuration: stagePorts(exampleCompany(), NOW).configuration,
      nextStage,
    })
    const loaded = await store.leads.load(await store.add())
    await elsewhere.append(loaded, validated(['added elsewhere']))
    await other.destroy()

    const recorded = await store.leads.record(loaded.id, () => rescored(7))

    assert.deepEqual(recorded.parts.findings, { notes: ['added elsewhere'] })
    assert.deepEqual(await store.leads.load(loaded.id), recorded)
  })

  test('adds nothing when there is nothing to add', async () => {
    await using store = await aStore()
    const id = await store.add()

    const lead = await store.leads.record(id, () => undefined)

    assert.equal(lead.version, 1)
    assert.deepEqual(await store.events(id), [])
  })

  test('a fact that is refused, and one about nobody, fail alone', async () => {
    await using store = await aStore()
    const [fine, notAssigned] = [await store.add(), await store.add()]
    const refusing = () => {
      throw new Refused('not-assigned', 'Nobody has it')
    }

    const settled = await Promise.allSettled([
      store.leads.record(fine, () => rescored(7)),
      store.leads.record(notAssigned, refusing),
      store.leads.record(UNKNOWN, () => rescored(7)),
      store.leads.record(fine, () => rescored(8)),
    ])

    assert.deepEqual(codes(settled), ['ok', 'Refused', 'Refused', 'ok'])
    assert.partialDeepStrictEqual(await store.leads.load(fine), { score: 8, version: 3 })
  })

  test('a lead that starts to travel again gets a job, one that travels on does not', async () => {
    await using store = await aStore()
    const waiting = await store.add({ state: 'waiting', waitingFor: null })
    const travelling = await store.add({ waitingFor: 'assign' })
    const resumed: Outcome = {
      event: { type: 'LeadResumed', at: NOW, why: 'rep-online', resumeAt: 'route' },
    }

    await Promise.all([waiting, travelling].map((id) => store.leads.record(id, () => resumed)))

    assert.deepEqual(store.jobs, [{ queue: 'stage-route', subject: { leadId: waiting } }])
  })
})

describe('loading', { concurrency: 2 }, () => {
  test('an unknown lead is refused alone, the others of its batch are loaded', async () => {
    await using store = await aStore()
    const id = await store.add({}, { form: { email: 'kari@fjordtech.no' } })

    const settled = await Promise.allSettled([store.leads.load(id), store.leads.load(UNKNOWN)])

    assert.deepEqual(codes(settled), ['ok', 'Refused'])
    assert.deepEqual(store.batches, [['load', 2]])
  })

  test('an id that is no id fails alone', async () => {
    await using store = await aStore()
    const id = await store.add()

    const settled = await Promise.allSettled([
      store.leads.load(id),
      store.leads.load('not-an-id' as LeadId),
    ])

    assert.deepEqual(codes(settled), ['ok', 'error'])
  })

  test('without a database everything is unavailable, not wrong', async () => {
    const db = connect('postgres://nobody@127.0.0.1:1/none', 1)
    const leads = postgresLeadStore({
      db,
      enqueue: async () => undefined,
      clock: () => NOW,
      configuration: stagePorts(exampleCompany(), NOW).configuration,
      nextStage,
    })

    await assert.rejects(leads.load(UNKNOWN), Unavailable)
    await assert.rejects(
      leads.record(UNKNOWN, () => undefined),
      Unavailable,
    )
    await db.destroy()
  })
})
