import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  anArchive,
  changed,
  created,
  FORM,
  HUBSPOT,
  MINUTE_MS,
  NOON,
  REAL,
  WANTS_CHANGES,
} from '../../../test/support/an-archive.ts'
import type { LeadId } from '../../domain/ids.ts'

describe('the lead of a delivery that is replayed', { concurrency: 2 }, () => {
  test('knows its lead also when the mapping gives it another key', async () => {
    await using archive = await anArchive()
    const { id, leadIds } = await archive.deliver(FORM, { email: 'kim@x.example', ref: 'A-1' })
    archive.change({ ...FORM, fieldMap: { sourceLeadId: ['ref'] } })

    const first = await archive.replays.one(id, REAL)
    const again = await archive.replays.one(id, REAL)

    assert.partialDeepStrictEqual(first.leads, [{ leadId: leadIds[0], effect: 'changed' }])
    assert.equal(again.effect, 'unchanged')
    assert.equal((await archive.leads()).length, 1)
  })

  test('is not guessed where several leads have other keys', async () => {
    await using archive = await anArchive()
    const { id } = await archive.deliver(HUBSPOT, [created('7'), created('8')])
    await archive.db
      .updateTable('leads')
      .set(({ ref, fn }) => ({ dedupeKey: fn<string>('concat', [ref('dedupeKey'), ref('id')]) }))
      .execute()

    const { effect, why, leads } = await archive.replays.one(id, REAL)

    assert.deepEqual([effect, why, leads], ['failed', 'replay-ambiguous', []])
    assert.equal((await archive.leads()).length, 2)
  })

  test('takes nobody of a batch for another when other parts of it are leads now', async () => {
    await using archive = await anArchive()
    const { id, leadIds } = await archive.deliver(HUBSPOT, [created('7'), changed('9')])
    archive.change(WANTS_CHANGES)

    const { effect, why } = await archive.replays.one(id, REAL)

    assert.deepEqual([effect, why], ['failed', 'replay-ambiguous'])
    assert.deepEqual(
      (await archive.leads()).map((lead) => lead.id),
      leadIds,
    )
  })

  test('of what nobody could read gives its lead what can be read by now', async () => {
    await using archive = await anArchive()
    const given = { contentType: 'application/xml', verdict: 'authentic' } as const
    const { id, leadIds } = await archive.deliver(FORM, { email: 'kim@x.example' }, given)
    const as = (contentType: string) => archive.db.updateTable('deliveries').set({ contentType })

    const still = await archive.replays.one(id, REAL)
    await as('application/json').execute()
    const first = await archive.replays.one(id, REAL)
    const again = await archive.replays.one(id, REAL)

    assert.deepEqual(still.leads, [{ leadId: leadIds[0], effect: 'unchanged' }])
    assert.deepEqual(first.leads, [
      { leadId: leadIds[0], effect: 'changed', fields: ['email', 'message'] },
    ])
    assert.equal(again.effect, 'unchanged')
    const parts = await archive.db.selectFrom('leadParts').select(['part', 'content']).execute()
    assert.deepEqual(parts.find(({ part }) => part === 'capture')?.content, { doubts: [] })
  })

  test('of another delivery that only named the lead changes nothing of it', async () => {
    await using archive = await anArchive()
    const { leadIds } = await archive.deliver(FORM, { email: 'kim@x.example', submission_id: '1' })
    const second = await archive.deliver(FORM, { email: 'kim@y.example', submission_id: '2' })
    await archive.db
      .updateTable('leadDeliveries')
      .set({ leadId: leadIds[0] as LeadId })
      .where('deliveryId', '=', second.id)
      .execute()
    await archive.db
      .deleteFrom('leads')
      .where('id', '=', second.leadIds[0] as LeadId)
      .execute()

    const { leads } = await archive.replays.one(second.id, REAL)

    assert.deepEqual(leads, [
      { leadId: leadIds[0], effect: 'unchanged', why: 'made-by-another-delivery' },
    ])
  })

  test('keeps the time of the body: a redelivery of the slot before is still the same lead', async () => {
    await using archive = await anArchive()
    const first = await archive.deliver(FORM, { email: 'kim@x.example' })
    const receivedAt = new Date(NOON.getTime() + 9 * MINUTE_MS)
    await archive.deliver(FORM, { email: 'kim@x.example' }, { receivedAt })

    const { effect } = await archive.replays.one(first.id, REAL)

    assert.equal(effect, 'unchanged')
    assert.equal((await archive.leads()).length, 1)
  })
})
