import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { anotherStore, aStore, codes, validated } from '../../../test/support/a-lead-store.ts'
import type { Decision } from '../../domain/decision.ts'
import { Overtaken } from '../../domain/failure.ts'
import { type ContactId, type LeadId, newId } from '../../domain/ids.ts'
import type { LockedDecision } from '../../ports/lead-store.ts'
import { dedupe } from '../../stages/03-dedupe/dedupe.ts'

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
    await using second = await anotherStore(store)
    const findings = { email: 'kari@fjordtech.no', phone: '+4722123456', notes: [] }
    const ids = await Promise.all(
      Array.from({ length: 20 }, () => store.add({ waitingFor: 'dedupe' }, { findings })),
    )
    const loaded = await Promise.all(ids.map(store.leads.load))

    await Promise.all(
      loaded.map((lead, index) => (index % 2 ? store.leads : second.leads).decide(lead, dedupe)),
    )

    const contacts = await store.db.selectFrom('contacts').selectAll().execute()
    assert.deepEqual(
      contacts.map(({ leadCount }) => leadCount),
      [20],
    )
  })
})
