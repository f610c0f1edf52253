import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { scratchDatabase } from '../../../test/support/scratch-database.ts'
import { Unavailable } from '../../domain/failure.ts'
import { type DeliveryId, type LeadId, newId } from '../../domain/ids.ts'
import type { LeadForm } from '../../domain/lead-form.ts'
import { nextStage } from '../../pipeline.ts'
import type { CapturedLead, Delivery } from '../../ports/intake.ts'
import type { NewJob } from '../../ports/job-queue.ts'
import { connect, type Db } from './connect.ts'
import { postgresIntake } from './intake.ts'

const NOON = new Date('2026-03-02T12:00:00Z')
const MINUTE_MS = 60_000

async function anIntake() {
  const scratch = await scratchDatabase()
  const { db } = scratch
  const jobs: NewJob[] = []
  const batches: number[] = []
  const intakeOn = (connections: Db) =>
    postgresIntake({
      db: connections,
      enqueue: async (_tx, added) => void jobs.push(...added),
      firstStage: 'validate',
      nextStage,
      onBatch: (_kind, size) => batches.push(size),
    })
  return {
    db,
    jobs,
    batches,
    intakeOn,
    intake: intakeOn(db),
    leads: () => db.selectFrom('leads').selectAll().orderBy('dedupeKey').execute(),
    deliveries: () => db.selectFrom('deliveries').selectAll().orderBy('id').execute(),
    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  }
}

function aDelivery(given: Partial<Delivery> = {}): Delivery {
  return {
    id: newId<DeliveryId>(),
    sourceKey: 'web-form',
    receivedAt: NOON,
    contentType: 'application/json',
    headers: { 'user-agent': 'a form' },
    body: Buffer.from('{"email":"kari@fjordtech.no"}'),
    verdict: 'unverified',
    ...given,
  }
}

function aLead(dedupeKey: string, given: Partial<CapturedLead> = {}): CapturedLead {
  return { id: newId<LeadId>(), dedupeKey, form: { email: 'kari@fjordtech.no' }, ...given }
}

describe('the intake', { concurrency: 2 }, () => {
  test('keeps delivery, lead, form and first event, and starts the lead on its way', async () => {
    await using store = await anIntake()
    const [delivery, lead] = [aDelivery(), aLead('id:1')]

    const receipt = await store.intake.receive(delivery, [lead])

    assert.deepEqual(receipt, { leads: [{ leadId: lead.id, duplicate: false }] })
    const [kept] = await store.deliveries()
    assert.deepEqual([kept?.id, kept?.body], [delivery.id, Buffer.from(delivery.body)])
    assert.partialDeepStrictEqual(await store.leads(), [
      { id: lead.id, version: 1, state: 'travelling', waitingFor: 'validate', redeliveries: 0 },
    ])
    const events = await store.db.selectFrom('leadEvents').selectAll().execute()
    assert.partialDeepStrictEqual(events, [
      { type: 'LeadCaptured', version: 1, at: NOON, data: { deliveryId: delivery.id } },
    ])
    const parts = await store.db.selectFrom('leadParts').select(['part', 'content']).execute()
    assert.deepEqual(parts, [{ part: 'form', content: lead.form }])
    assert.deepEqual(store.jobs, [{ queue: 'stage-validate', subject: { leadId: lead.id } }])
  })

  test('a redelivery creates nothing, names the first lead and is counted', async () => {
    await using store = await anIntake()
    const first = aLead('id:1')
    await store.intake.receive(aDelivery(), [first])

    const again = await store.intake.receive(aDelivery(), [aLead('id:1')])

    assert.deepEqual(again, { leads: [{ leadId: first.id, duplicate: true }] })
    assert.partialDeepStrictEqual(await store.leads(), [{ id: first.id, redeliveries: 1 }])
    assert.equal((await store.deliveries()).length, 1)
    assert.equal(store.jobs.length, 1)
  })

  test('duplicates within one batch are one lead', async () => {
    await using store = await anIntake()

    const receipts = await Promise.all(
      Array.from({ length: 10 }, () => store.intake.receive(aDelivery(), [aLead('id:1')])),
    )

    const [lead, ...more] = await store.leads()
    assert.deepEqual(more, [])
    assert.equal(lead?.redeliveries, 9)
    assert.deepEqual(store.batches, [10])
    const all = receipts.flatMap(({ leads }) => leads)
    assert.deepEqual([...new Set(all.map(({ leadId }) => leadId))], [lead?.id])
    assert.equal(all.filter(({ duplicate }) => !duplicate).length, 1)
    assert.equal(store.jobs.length, 1)
  })

  test('the same key of another source is another lead', async () => {
    await using store = await anIntake()

    await Promise.all([
      store.intake.receive(aDelivery(), [aLead('id:1')]),
      store.intake.receive(aDelivery({ sourceKey: 'webinar' }), [aLead('id:1')]),
    ])

    assert.equal((await store.leads()).length, 2)
  })

  test('a delivery with several leads keeps the new ones and recognises the others', async () => {
    await using store = await anIntake()
    const known = aLead('id:1')
    await store.intake.receive(aDelivery(), [known])
    const [fresh, twice] = [aLead('id:2'), aLead('id:2')]

    const { leads } = await store.intake.receive(aDelivery(), [aLead('id:1'), fresh, twice])

    assert.deepEqual(leads, [
      { leadId: known.id, duplicate: true },
      { leadId: fresh.id, duplicate: false },
      { leadId: fresh.id, duplicate: true },
    ])
    assert.equal((await store.deliveries()).length, 2)
  })

  test('a notice that brings no lead is kept', async () => {
    await using store = await anIntake()
    const notice = aDelivery()

    const receipt = await store.intake.receive(notice, [])

    assert.deepEqual(receipt, { leads: [] })
    assert.deepEqual(
      (await store.deliveries()).map(({ id }) => id),
      [notice.id],
    )
    assert.deepEqual(store.jobs, [])
  })

  const later = (minutes: number) =>
    aDelivery({ receivedAt: new Date(NOON.getTime() + minutes * MINUTE_MS) })

  test('an equal body in the next slot is the same lead within ten minutes', async () => {
    await using store = await anIntake()
    const first = aLead('body:1:h')
    await store.intake.receive(aDelivery(), [first])

    const { leads } = await store.intake.receive(later(9.9), [
      aLead('body:2:h', { previousDedupeKey: 'body:1:h' }),
    ])

    assert.deepEqual(leads, [{ leadId: first.id, duplicate: true }])
    assert.partialDeepStrictEqual(await store.leads(), [{ redeliveries: 1 }])
  })

  test('an equal body in the next slot is another lead after ten minutes', async () => {
    await using store = await anIntake()
    await store.intake.receive(aDelivery(), [aLead('body:1:h')])
    const second = aLead('body:2:h', { previousDedupeKey: 'body:1:h' })

    const { leads } = await store.intake.receive(later(10), [second])

    assert.deepEqual(leads, [{ leadId: second.id, duplicate: false }])
    assert.equal((await store.leads()).length, 2)
  })

  test('two processes that receive the same keys at once make each lead once', async () => {
    await using store = await anIntake()
    const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(
      store.db,
    )
    const url = new URL(process.env.TEST_DATABASE_URL ?? '')
    url.pathname = `/${rows[0]?.name}`
    const other = connect(url.href, 5)
    const intakes = [store.intake, store.intakeOn(other)]
    const keys = Array.from({ length: 40 }, (_, index) => `id:${index}`)

    const receipts = await Promise.all(
      intakes.flatMap((intake, turn) =>
        // In opposite orders, so that each holds what the other wants.
        (turn ? keys.toReversed() : keys).map((key) => intake.receive(aDelivery(), [aLead(key)])),
      ),
    )
    await other.destroy()

    const leads = receipts.flatMap((receipt) => receipt.leads)
    assert.equal(leads.filter(({ duplicate }) => !duplicate).length, 40)
    assert.equal(new Set(leads.map(({ leadId }) => leadId)).size, 40)
    const stored = await store.leads()
    assert.deepEqual(
      stored.map(({ redeliveries }) => redeliveries),
      keys.map(() => 1),
    )
    assert.equal(store.jobs.length, 40)
  })

  test('a delivery the database does not take fails alone', async () => {
    await using store = await anIntake()
    const poison: LeadForm = { firstName: 'nul \u0000' }

    const settled = await Promise.allSettled([
      store.intake.receive(aDelivery(), [aLead('id:1')]),
      store.intake.receive(aDelivery(), [aLead('id:2', { form: poison })]),
      store.intake.receive(aDelivery(), [aLead('id:3')]),
    ])

    assert.deepEqual(
      settled.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    )
    assert.deepEqual(
      (await store.leads()).map(({ dedupeKey }) => dedupeKey),
      ['id:1', 'id:3'],
    )
    assert.equal((await store.deliveries()).length, 2)
  })

  test('without a database nothing is acknowledged', async () => {
    await using store = await anIntake()
    const db = connect('postgres://nobody@127.0.0.1:1/none', 1)

    await assert.rejects(store.intakeOn(db).receive(aDelivery(), [aLead('id:1')]), Unavailable)

    await db.destroy()
  })
})
