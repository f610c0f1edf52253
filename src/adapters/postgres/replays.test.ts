import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  anArchive,
  changed,
  created,
  FORM,
  HUBSPOT,
  LATER,
  MINUTE_MS,
  NOON,
  REAL,
  WANTS_CHANGES,
} from '../../../test/support/an-archive.ts'
import { exampleCompany } from '../../../test/support/example-company.ts'
import { stored } from '../../../test/support/stored.ts'
import { Refused } from '../../domain/failure.ts'
import { type DeliveryId, type LeadId, newId } from '../../domain/ids.ts'
import { readAgain } from '../../http/read-again.ts'
import { checkLead } from '../../stages/02-validate/check-lead.ts'
import { connect } from './connect.ts'

describe('a replay of kept deliveries', { concurrency: 2 }, () => {
  test('of what was no lead makes one, with ten seconds from now, and makes it once', async () => {
    await using archive = await anArchive()
    const { id, leadIds } = await archive.deliver(HUBSPOT, [changed('7')])
    assert.deepEqual(leadIds, [])
    archive.change(WANTS_CHANGES)

    const dry = await archive.replays.one(id, { dryRun: true })
    assert.deepEqual(await archive.leads(), [])
    // The queue of this test does not roll back.
    archive.jobs.length = 0
    const first = await archive.replays.one(id, REAL)
    const again = await archive.replays.one(id, REAL)

    const [lead, ...others] = await archive.leads()
    assert.deepEqual(others, [])
    assert.deepEqual(dry.leads, [{ effect: 'created' }])
    assert.deepEqual(
      [first.effect, first.leads],
      ['created', [{ leadId: lead?.id, effect: 'created' }]],
    )
    assert.equal(again.effect, 'unchanged')
    assert.deepEqual(
      [lead?.receivedAt, lead?.deadlineAt, lead?.waitingFor, lead?.version, lead?.redeliveries],
      [NOON, new Date(LATER.getTime() + 10_000), 'fetch', 2, 0],
    )
    assert.deepEqual(await archive.events(), ['LeadCaptured', 'LeadReplayed'])
    assert.deepEqual(archive.jobs, [{ queue: 'stage-fetch', subject: { leadId: lead?.id } }])
    const [kept] = await archive.db.selectFrom('deliveries').select(['id', 'notices']).execute()
    assert.deepEqual(kept, { id, notices: null })
    const links = await archive.db.selectFrom('leadDeliveries').selectAll().execute()
    assert.deepEqual(links, [{ leadId: lead?.id, deliveryId: id }])
  })

  test('by two processes at once makes one lead', async () => {
    await using archive = await anArchive()
    const { id } = await archive.deliver(HUBSPOT, [changed('7'), changed('8')])
    archive.change(WANTS_CHANGES)
    const others = [connect(archive.url, 2), connect(archive.url, 2)]
    try {
      const all = [archive.replays, ...others.map((db) => archive.replaysOn(db))]
      const done = await Promise.all(
        all.flatMap((replays) => [1, 2].map(() => replays.one(id, REAL))),
      )

      assert.equal((await archive.leads()).length, 2)
      assert.equal(archive.jobs.length >= 2, true)
      assert.deepEqual(
        done
          .map(({ effect }) => effect)
          .toSorted()
          .slice(0, 2),
        ['created', 'unchanged'],
      )
      assert.equal((await archive.events()).length, 4)
    } finally {
      await Promise.all(others.map((db) => db.destroy()))
    }
  })

  test('of a named lead that there is leaves it as it was read', async () => {
    await using archive = await anArchive()
    const { id, leadIds } = await archive.deliver(HUBSPOT, [created('7')])

    const { effect, leads } = await archive.replays.one(id, REAL)

    assert.equal(effect, 'unchanged')
    assert.deepEqual(leads, [{ leadId: leadIds[0], effect: 'unchanged', why: 'record-not-kept' }])
    assert.deepEqual(await archive.events(), ['LeadCaptured'])
  })

  test('gives a waiting lead its new form, and has it begin again', async () => {
    await using archive = await anArchive()
    const { id, leadIds } = await archive.deliver(FORM, {
      email: 'kim@x.example',
      betrieb: 'Kim AS',
    })
    archive.change({ ...FORM, fieldMap: { company: ['betrieb'] } })
    await archive.db.updateTable('leads').set({ state: 'waiting', waitingFor: null }).execute()
    archive.jobs.length = 0

    const first = await archive.replays.one(id, REAL)
    const again = await archive.replays.one(id, REAL)

    assert.deepEqual(first.leads, [
      { leadId: leadIds[0], effect: 'changed', fields: ['answers', 'company'] },
    ])
    assert.equal(again.effect, 'unchanged')
    const [lead] = await archive.leads()
    assert.deepEqual([lead?.state, lead?.waitingFor], ['travelling', 'validate'])
    assert.deepEqual(lead?.deadlineAt, new Date(LATER.getTime() + 10_000))
    assert.deepEqual(archive.jobs, [{ queue: 'stage-validate', subject: { leadId: leadIds[0] } }])
  })

  test('a lead whose work was given up gets a job again', async () => {
    await using archive = await anArchive()
    const { id, leadIds } = await archive.deliver(FORM, {
      email: 'kim@x.example',
      betrieb: 'Kim AS',
    })
    await stored.deadLetter(archive.db, leadIds[0] as LeadId)
    archive.change({ ...FORM, fieldMap: { company: ['betrieb'] } })
    archive.jobs.length = 0

    await archive.replays.one(id, REAL)

    const [letter] = await archive.db.selectFrom('deadLetters').selectAll().execute()
    assert.ok(letter?.redrivenAt)
    assert.deepEqual(archive.jobs, [{ queue: 'stage-validate', subject: { leadId: leadIds[0] } }])
  })

  test('what cannot be read fails with its code, and keeps no other from its turn', async () => {
    await using archive = await anArchive()
    const ids: DeliveryId[] = []
    for (const minute of [0, 1, 2]) {
      const receivedAt = new Date(NOON.getTime() + minute * MINUTE_MS)
      ids.push(
        (await archive.deliver(FORM, { email: `kim${minute}@x.example` }, { receivedAt })).id,
      )
    }
    await archive.db
      .updateTable('deliveries')
      .set({ body: Buffer.from('{') })
      .where('id', '=', ids[0] as DeliveryId)
      .execute()
    const real = readAgain({
      configuration: { current: async () => exampleCompany({ sources: { sources: [FORM] } }) },
      checkLead,
    })
    const replays = archive.replaysOn(archive.db, async (delivery) => {
      if (delivery.id === ids[1]) throw new TypeError('a fault of a mapper')
      return real(delivery)
    })
    const query = { sourceKey: FORM.key, since: NOON, until: LATER, limit: 10 }

    const { items, nextCursor } = await replays.page(query, REAL)

    assert.deepEqual(
      items.map(({ effect, why }) => [effect, why]),
      [
        ['failed', 'body-not-json'],
        ['failed', 'unexpected'],
        ['unchanged', undefined],
      ],
    )
    assert.equal(nextCursor, null)
    assert.equal(archive.faults.length, 1)
    await assert.rejects(replays.one(newId<DeliveryId>(), REAL), (error: Refused) => {
      assert.ok(error instanceof Refused)
      return error.code === 'delivery-unknown'
    })
  })

  test('of a source goes page by page through its time, each delivery once', async () => {
    await using archive = await anArchive()
    const ids: DeliveryId[] = []
    for (let number = 0; number < 7; number += 1) {
      // Some come at the same moment.
      const receivedAt = new Date(NOON.getTime() + Math.floor(number / 3) * MINUTE_MS)
      const { id } = await archive.deliver(
        FORM,
        { email: `kim${number}@x.example` },
        { receivedAt },
      )
      ids.push(id)
    }
    const early = new Date(NOON.getTime() - MINUTE_MS)
    await archive.deliver(FORM, { email: 'early@x.example' }, { receivedAt: early })
    await archive.deliver(HUBSPOT, [changed('1')])
    const seen: DeliveryId[] = []
    let cursor: string | undefined
    do {
      const query = { sourceKey: FORM.key, since: NOON, until: LATER, limit: 2, cursor }
      const { items, nextCursor } = await archive.replays.page(query, REAL)
      assert.ok(items.length <= 2)
      seen.push(...items.map(({ deliveryId }) => deliveryId))
      cursor = nextCursor ?? undefined
    } while (cursor !== undefined)

    assert.deepEqual(seen.toSorted(), ids.toSorted())
  })
})
