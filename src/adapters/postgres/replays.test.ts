import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aSource } from '../../../test/support/a-gateway.ts'
import { exampleCompany } from '../../../test/support/example-company.ts'
import { stored } from '../../../test/support/stored.ts'
import { testDatabase } from '../../../test/support/test-database.ts'
import type { Source } from '../../domain/documents/sources.ts'
import { Refused } from '../../domain/failure.ts'
import { type DeliveryId, type LeadId, newId } from '../../domain/ids.ts'
import { readAgain } from '../../http/read-again.ts'
import { storedRequest } from '../../http/stored-request.ts'
import { withoutLeads } from '../../http/without-leads.ts'
import { FIRST_STAGE, nextStage } from '../../pipeline.ts'
import type { Delivery } from '../../ports/intake.ts'
import type { NewJob } from '../../ports/job-queue.ts'
import type { ReadAgain } from '../../ports/replays.ts'
import { contentOf } from '../../stages/01-capture/content-of.ts'
import { checkLead } from '../../stages/02-validate/check-lead.ts'
import { completeContact } from '../../stages/03-dedupe/complete-contact.ts'
import { dedupe } from '../../stages/03-dedupe/dedupe.ts'
import { connect } from './connect.ts'
import { postgresIntake } from './intake.ts'
import { postgresPersonRegister } from './person-register.ts'
import { postgresReplays } from './replays.ts'

const NOON = new Date('2026-03-02T12:00:00Z')
const LATER = new Date('2026-03-09T12:00:00Z')
const MINUTE_MS = 60_000
const REAL = { dryRun: false }
const FORM = aSource()
const HUBSPOT = aSource({ key: 'hubspot', kind: 'hubspot' })
const CHATBOT = aSource({ key: 'chatbot', kind: 'chatbot' })

/** Deliveries taken in at noon, and replays a week later, by sources that a test may change. */
async function anArchive() {
  const database = await testDatabase()
  const { url } = database
  const db = connect(url, 10)
  const jobs: NewJob[] = []
  const enqueue = async (_tx: unknown, added: readonly NewJob[]) => void jobs.push(...added)
  let sources: readonly Source[] = [FORM, HUBSPOT, CHATBOT]
  const current = async () => exampleCompany({ sources: { sources: [...sources] } })
  const configuration = { current, apply: current }
  const intake = postgresIntake({ db, enqueue, firstStage: FIRST_STAGE, nextStage })
  const faults: unknown[] = []
  const replaysOn = (connections = db, read: ReadAgain = readAgain({ configuration, checkLead })) =>
    postgresReplays({
      ...{ db: connections, enqueue, configuration, nextStage, firstStage: FIRST_STAGE },
      ...{ clock: () => LATER, identify: dedupe, complete: completeContact, readAgain: read },
      onFault: (_id, error) => void faults.push(error),
    })
  const people = postgresPersonRegister({
    ...{ db, enqueue, nextStage, clock: () => LATER },
    withoutLeads: withoutLeads(configuration),
  })
  async function deliver(source: Source, body: unknown, given: Partial<Delivery> = {}) {
    const delivery = aDelivery(source.key, body, given)
    const request = await storedRequest(delivery, source)
    const { notices, ...content } = contentOf(request, delivery.verdict)
    const { leads, withdrawn, conversations } = content
    const kept = notices === undefined ? delivery : { ...delivery, notices }
    const receipt = await intake.receive(kept, leads, withdrawn, conversations)
    return { id: delivery.id, leadIds: receipt.leads.map(({ leadId }) => leadId) }
  }
  return {
    ...{ db, url, jobs, faults, people, deliver, replaysOn, replays: replaysOn() },
    change: (...changed: readonly Source[]) => {
      sources = changed
    },
    leads: () => db.selectFrom('leads').selectAll().orderBy('id').execute(),
    events: async () =>
      (
        await db.selectFrom('leadEvents').selectAll().orderBy('leadId').orderBy('version').execute()
      ).map(({ type }) => type as string),
    async [Symbol.asyncDispose]() {
      await db.destroy()
      await database[Symbol.asyncDispose]()
    },
  }
}

function aDelivery(sourceKey: string, body: unknown, given: Partial<Delivery>): Delivery {
  return {
    ...{ id: newId<DeliveryId>(NOON), sourceKey, receivedAt: NOON },
    ...{ contentType: 'application/json', headers: {}, verdict: 'unverified' },
    body: Buffer.from(JSON.stringify(body)),
    ...given,
  }
}

const created = (objectId: string) => ({ subscriptionType: 'contact.creation', objectId })
const changed = (objectId: string) => ({
  ...{ subscriptionType: 'contact.propertyChange', objectId },
  ...{ propertyName: 'demo', propertyValue: 'yes' },
})
const WANTS_CHANGES = { ...HUBSPOT, leadEvents: ['contact.propertyChange:demo'] }

const chat = (messages: readonly (readonly [id: string, text: string])[], more = {}) => ({
  ...{ conversation_id: 'c-1', status: 'open' },
  messages: messages.map(([id, text]) => ({ id, role: 'visitor', text })),
  ...more,
})

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

  test('of a stale delivery doubts it as before', async () => {
    await using archive = await anArchive()
    const { id } = await archive.deliver(HUBSPOT, [changed('7')], { verdict: 'stale' })
    archive.change(WANTS_CHANGES)

    await archive.replays.one(id, REAL)

    const parts = await archive.db.selectFrom('leadParts').select(['part', 'content']).execute()
    assert.deepEqual(parts.find(({ part }) => part === 'capture')?.content, {
      doubts: ['delivery-stale'],
    })
  })

  test('a consent keeps the address it was given from, which no delivery says', async () => {
    await using archive = await anArchive()
    const said = { email: 'kim@x.example', consent_newsletter: 'yes' }
    const { id } = await archive.deliver(FORM, said)
    const parts = archive.db.selectFrom('leadParts').select('content').where('part', '=', 'form')
    const { content } = await parts.executeTakeFirstOrThrow()
    const form = content as { consent: { at: string }[] }
    const consent = form.consent.map((one) => ({ ...one, address: '198.51.100.7' }))
    assert.equal(consent.length, 1)
    await archive.db
      .updateTable('leadParts')
      .set({ content: JSON.stringify({ ...form, consent }) })
      .execute()

    const { effect } = await archive.replays.one(id, REAL)

    assert.equal(effect, 'unchanged')
  })

  test('what a captcha said then stands, and is not asked again', async () => {
    await using archive = await anArchive()
    const { id, leadIds } = await archive.deliver(FORM, {
      email: 'kim@x.example',
      betrieb: 'Kim AS',
    })
    const capture = JSON.stringify({ doubts: ['captcha-failed'] })
    await archive.db
      .insertInto('leadParts')
      .values({ leadId: leadIds[0] as LeadId, part: 'capture', content: capture })
      .execute()
    const captcha = { kind: 'turnstile', secret: 'demo:x' } as Source['captcha']
    archive.change({ ...FORM, ...(captcha && { captcha }), fieldMap: { company: ['betrieb'] } })

    await archive.replays.one(id, REAL)
    const again = await archive.replays.one(id, REAL)

    assert.equal(again.effect, 'unchanged')
    const parts = await archive.db.selectFrom('leadParts').select(['part', 'content']).execute()
    assert.deepEqual(parts.find(({ part }) => part === 'capture')?.content, {
      doubts: ['captcha-failed'],
    })
  })

  test('an erased person does not come back, by whatever mapping', async () => {
    await using archive = await anArchive()
    const alone = await archive.deliver(FORM, { email: 'kim@x.example', ref: 'A-1' })
    const batch = await archive.deliver(HUBSPOT, [created('7'), created('8'), changed('7')])
    const [erased, stays] = batch.leadIds
    await archive.db
      .updateTable('leadParts')
      .set({ content: JSON.stringify({ email: 'kim@x.example' }) })
      .where('leadId', '=', erased as LeadId)
      .execute()
    // Only persons who are known are asked for.
    await archive.people.withdraw(alone.leadIds[0] as LeadId)
    await archive.people.withdraw(erased as LeadId)
    archive.change(
      { ...FORM, fieldMap: { sourceLeadId: ['ref'] } },
      { ...HUBSPOT, leadEvents: ['contact.creation', 'contact.propertyChange:demo'] },
    )
    archive.jobs.length = 0

    const first = await archive.replays.one(alone.id, REAL)
    const second = await archive.replays.one(batch.id, REAL)

    assert.equal(first.effect, 'erased')
    assert.equal(second.effect, 'erased')
    assert.deepEqual(second.leads, [
      { effect: 'erased' },
      { leadId: stays, effect: 'unchanged', why: 'record-not-kept' },
      { effect: 'erased', why: 'delivery-redacted' },
    ])
    const left = (await archive.leads()).filter(({ state }) => state !== 'erased')
    assert.deepEqual(
      left.map(({ id }) => id),
      [stays],
    )
    assert.deepEqual(archive.jobs, [])
  })

  test('a delivery that takes a lead back is carried out once', async () => {
    await using archive = await anArchive()
    const { leadIds } = await archive.deliver(HUBSPOT, [created('7')])
    const deletion = [{ subscriptionType: 'contact.privacyDeletion', objectId: '7' }]
    const { id } = await archive.deliver(HUBSPOT, deletion)

    for (const _ of [1, 2]) {
      const { effect } = await archive.replays.one(id, REAL)
      assert.equal(effect, 'erased')
    }

    const tasks = await archive.db.selectFrom('tasks').select(['leadId', 'follower']).execute()
    assert.deepEqual(tasks, [{ leadId: leadIds[0], follower: 'erase' }])
  })

  test('a chat has each message once, and its lead what the mapping reads now', async () => {
    await using archive = await anArchive()
    const visitor = { email: 'kim@x.example', betrieb: 'Kim AS' }
    const one = await archive.deliver(
      CHATBOT,
      chat([
        ['m1', 'Hello'],
        ['m2', 'What is it?'],
      ]),
    )
    const two = await archive.deliver(CHATBOT, chat([['m3', 'Write to me']], { visitor }))
    const receivedAt = new Date(NOON.getTime() + 5 * MINUTE_MS)
    await archive.deliver(CHATBOT, chat([['m4', 'Still there?']]), { receivedAt })
    const before = await archive.events()
    const messages = () =>
      archive.db.selectFrom('conversationMessages').select(['messageKey', 'sequence']).execute()
    const said = await messages()
    archive.jobs.length = 0

    for (const { id } of [one, two, one]) {
      assert.equal((await archive.replays.one(id, REAL)).effect, 'unchanged')
    }
    assert.deepEqual(await archive.events(), before)
    archive.change({ ...CHATBOT, fieldMap: { company: ['betrieb'] } })
    const filled = [
      await archive.replays.one(two.id, REAL),
      await archive.replays.one(two.id, REAL),
    ]

    assert.deepEqual(
      filled.map(({ effect }) => effect),
      ['changed', 'unchanged'],
    )
    assert.equal(said.length, 4)
    assert.deepEqual(await messages(), said)
    assert.deepEqual(await archive.events(), [...before, 'ChatContinued'])
    const [lead] = await archive.leads()
    assert.equal(lead?.redeliveries, 0)
    const form = await archive.db
      .selectFrom('leadParts')
      .select('content')
      .where('part', '=', 'form')
      .executeTakeFirstOrThrow()
    assert.partialDeepStrictEqual(form.content, { company: 'Kim AS', email: 'kim@x.example' })
    const [conversation] = await archive.db.selectFrom('conversations').selectAll().execute()
    assert.deepEqual(conversation?.latestAt, receivedAt)
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
