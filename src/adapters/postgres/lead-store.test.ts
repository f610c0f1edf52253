import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  aStore,
  codes,
  NOW,
  storeAt,
  TASK_AND_REVIEW,
  UNKNOWN,
  validated,
} from '../../../test/support/a-lead-store.ts'
import { Overtaken, Unavailable } from '../../domain/failure.ts'
import type { LeadId } from '../../domain/ids.ts'

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
    await using nowhere = storeAt('postgres://nobody@127.0.0.1:1/none')
    const { leads } = nowhere

    await assert.rejects(leads.load(UNKNOWN), Unavailable)
    await assert.rejects(
      leads.record(UNKNOWN, () => undefined),
      Unavailable,
    )
  })
})
