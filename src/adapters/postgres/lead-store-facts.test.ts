import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  anotherStore,
  aStore,
  codes,
  NOW,
  UNKNOWN,
  validated,
} from '../../../test/support/a-lead-store.ts'
import type { Outcome } from '../../domain/decision.ts'
import { Refused } from '../../domain/failure.ts'
import type { Lead } from '../../domain/lead.ts'

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
    await using second = await anotherStore(store)
    const id = await store.add({ score: 0 })

    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        (index % 2 ? store.leads : second.leads).record(id, (lead) =>
          rescored((lead.score ?? 0) + 1),
        ),
      ),
    )

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
    await using elsewhere = await anotherStore(store)
    const loaded = await store.leads.load(await store.add())
    await elsewhere.leads.append(loaded, validated(['added elsewhere']))

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
