import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { aCaptureRequest } from '../../../test/support/a-capture-request.ts'
import { aSource } from '../../../test/support/a-gateway.ts'
import { exampleCompany } from '../../../test/support/example-company.ts'
import { lockWaits } from '../../../test/support/lock-waits.ts'
import { scratchDatabase } from '../../../test/support/scratch-database.ts'
import { stored } from '../../../test/support/stored.ts'
import { Refused } from '../../domain/failure.ts'
import { type ContactId, type DeliveryId, type LeadId, newId } from '../../domain/ids.ts'
import { storedRequest } from '../../http/stored-request.ts'
import { withoutLeads } from '../../http/without-leads.ts'
import { FIRST_STAGE, nextStage } from '../../pipeline.ts'
import type { Delivery } from '../../ports/intake.ts'
import type { NewJob } from '../../ports/job-queue.ts'
import { contentOf } from '../../stages/01-capture/content-of.ts'
import type { Db } from './connect.ts'
import { postgresIntake } from './intake.ts'
import { postgresPersonRegister } from './person-register.ts'

const NOON = new Date('2026-03-02T12:00:00Z')
const SOURCE = aSource({
  key: 'hubspot',
  kind: 'hubspot',
  leadEvents: [
    'contact.creation',
    'contact.propertyChange:num_conversion_events',
    'contact.propertyChange:message',
  ],
})

async function aRegister() {
  const { db, ...scratch } = await scratchDatabase()
  const jobs: NewJob[] = []
  const enqueue = async (_tx: unknown, added: readonly NewJob[]) => void jobs.push(...added)
  const configuration = exampleCompany({ sources: { sources: [SOURCE] } })
  const people = postgresPersonRegister({
    ...{ db, enqueue, nextStage },
    clock: () => NOON,
    withoutLeads: withoutLeads({ current: async () => configuration }),
  })
  const intake = postgresIntake({ db, enqueue, firstStage: FIRST_STAGE, nextStage })
  /** Delivers events of HubSpot as capturing would. */
  async function deliver(...events: readonly Record<string, string>[]) {
    const delivery = aDelivery(JSON.stringify(events))
    const { leads, withdrawn } = contentOf(await storedRequest(delivery, SOURCE), 'authentic')
    return { delivery, ...(await intake.receive(delivery, leads, withdrawn)) }
  }
  const finishAll = async () => {
    for (const { id } of await db.selectFrom('erasures').select('id').execute()) {
      await people.finish(id)
    }
  }
  const dispose = () => scratch[Symbol.asyncDispose]()
  return { db, jobs, people, intake, deliver, finishAll, [Symbol.asyncDispose]: dispose }
}

function aDelivery(body: string): Delivery {
  return {
    id: newId<DeliveryId>(),
    sourceKey: SOURCE.key,
    receivedAt: NOON,
    contentType: 'application/json',
    headers: { 'x-request-id': 'one' },
    body: Buffer.from(body),
    verdict: 'authentic',
  }
}

const created = (objectId: string) => ({ subscriptionType: 'contact.creation', objectId })
const changed = (objectId: string, propertyName: string, propertyValue: string) => {
  return { subscriptionType: 'contact.propertyChange', objectId, propertyName, propertyValue }
}
const deletion = (objectId: string) => ({ subscriptionType: 'contact.privacyDeletion', objectId })

/** A contact with one lead for each of these forms, as the dedupe stage leaves them. */
async function aPerson(db: Db, leadIds: readonly LeadId[], emails: readonly string[]) {
  const contactId = newId<ContactId>()
  const fields = { email: emails.at(-1) }
  await db
    .insertInto('contacts')
    .values({
      id: contactId,
      fields: JSON.stringify(fields),
      ownerRepId: null,
      ownerLeadId: null,
      leadCount: leadIds.length,
    })
    .execute()
  for (const [index, leadId] of leadIds.entries()) {
    const value = emails[index] ?? ''
    await db.updateTable('leads').set({ contactId }).where('id', '=', leadId).execute()
    const origin = { contactId, leadId, sourceKey: SOURCE.key, at: NOON }
    await db
      .insertInto('contactValues')
      .values({ ...origin, field: 'email', value })
      .execute()
    await db
      .insertInto('identities')
      .values({ kind: 'email', value, contactId })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
  return contactId
}

const bodyOf = async (db: Db, id: DeliveryId) =>
  (
    await db.selectFrom('deliveries').select('body').where('id', '=', id).executeTakeFirstOrThrow()
  ).body.toString()

const stateOf = async (db: Db, id: LeadId) =>
  (await db.selectFrom('leads').select('state').where('id', '=', id).executeTakeFirst())?.state

const leadsIn = ({ leads }: { leads: readonly { leadId: LeadId }[] }) =>
  leads.map(({ leadId }) => leadId)

describe('the register of persons', { concurrency: 2 }, () => {
  test('of a batch with several persons only one person’s part goes', async () => {
    await using store = await aRegister()
    const batch = await store.deliver(created('4711'), created('4712'))
    const [first = '' as LeadId] = leadsIn(batch)
    await aPerson(store.db, [first], ['kim@x.example'])

    const { places } = await store.people.erase({ email: 'kim@x.example' }, 'test')

    assert.ok(places.some(({ place }) => place === 'deliveries'))
    const body = await bodyOf(store.db, batch.delivery.id)
    assert.doesNotMatch(body, /4711/)
    assert.match(body, /4712/)
    await store.finishAll()
    assert.match(await bodyOf(store.db, batch.delivery.id), /4712/)
  })

  test('what cannot be taken apart goes whole', async () => {
    await using store = await aRegister()
    const { delivery, leads } = await store.deliver(created('4711'), created('4712'))
    await store.db.updateTable('deliveries').set({ sourceKey: 'gone' }).execute()
    await aPerson(store.db, [leads[0]?.leadId as LeadId], ['kim@x.example'])

    await store.people.erase({ email: 'kim@x.example' }, 'test')

    assert.equal(await bodyOf(store.db, delivery.id), '')
  })

  test('what nobody could read goes as well when it names the person, and only then', async () => {
    await using store = await aRegister()
    const leadIds: LeadId[] = []
    for (const text of ['{"email":"Kim@X.example', 'email=kim%40x.example&%ff', '{"email":"lou@']) {
      const delivery = aDelivery(text)
      const request = aCaptureRequest({
        ...{ source: SOURCE, bytes: delivery.body, body: null },
        unreadable: new Refused('body-not-json', 'cut off'),
      })
      const { leads } = contentOf(request, 'authentic')
      leadIds.push(...leadsIn(await store.intake.receive(delivery, leads)))
    }

    const { leadIds: erased } = await store.people.erase({ email: 'kim@x.example' }, 'test')

    assert.deepEqual(erased.toSorted(), leadIds.slice(0, 2).toSorted())
    const left = await store.db.selectFrom('leadParts').select('content').execute()
    const bodies = await store.db.selectFrom('deliveries').select('body').execute()
    assert.deepEqual(bodies.map(({ body }) => body.toString()).toSorted(), [
      '',
      '',
      '{"email":"lou@',
    ])
    assert.doesNotMatch(JSON.stringify(left), /kim/i)
  })

  test('a redelivery does not bring the person back, before the erasure is finished and after', async () => {
    await using store = await aRegister()
    const [lead = '' as LeadId] = leadsIn(await store.deliver(created('4711')))
    await aPerson(store.db, [lead], ['kim@x.example'])
    await store.people.erase({ email: 'kim@x.example' }, 'test')

    const again = await store.deliver(created('4711'))
    await store.finishAll()
    const late = await store.deliver(created('4711'), created('4712'))

    assert.equal(again.leads[0]?.duplicate, true)
    assert.deepEqual(
      late.leads.map(({ duplicate }) => duplicate),
      [true, false],
    )
    const { dedupeKey } = await store.db
      .selectFrom('leads')
      .select('dedupeKey')
      .where('id', '=', lead)
      .executeTakeFirstOrThrow()
    assert.equal(dedupeKey, `erased:${lead}`)
    // Its key is forgotten by now, so nobody can say which part was theirs: the bytes go whole.
    await store.people.withdraw(lead)
    assert.equal(await bodyOf(store.db, late.delivery.id), '')
  })

  test('a new inquiry of the person is welcome, and nobody owns their address', async () => {
    await using store = await aRegister()
    const [lead = '' as LeadId] = leadsIn(await store.deliver(created('4711')))
    await aPerson(store.db, [lead], ['kim@x.example'])
    await store.people.erase({ email: 'kim@x.example' }, 'test')

    const { leads } = await store.deliver(created('5000'))

    assert.equal(leads[0]?.duplicate, false)
    assert.deepEqual(await store.db.selectFrom('identities').selectAll().execute(), [])
  })

  test('asked again it finds nothing, and nothing is recorded twice', async () => {
    await using store = await aRegister()
    const [lead = '' as LeadId] = leadsIn(await store.deliver(created('4711')))
    const contactId = await aPerson(store.db, [lead], ['kim@x.example'])

    const first = await store.people.erase({ contactId }, 'ada')
    const second = await store.people.erase({ contactId }, 'ada')
    await store.finishAll()
    await store.finishAll()

    assert.notEqual(first.id, undefined)
    assert.deepEqual(second, {
      id: undefined,
      contactIds: [],
      leadIds: [],
      places: [],
      remains: [],
    })
    const erasures = await store.db.selectFrom('erasures').selectAll().execute()
    assert.equal(erasures.length, 1)
    assert.equal(erasures[0]?.requestedBy, 'ada')
    assert.equal(erasures[0]?.subjects, null)
  })

  test('a lead on its way is closed, its assignment and its tasks end, and vendors are named', async () => {
    await using store = await aRegister()
    const [lead = '' as LeadId] = leadsIn(await store.deliver(created('4711')))
    const contactId = await aPerson(store.db, [lead], ['kim@x.example'])
    const { assignmentId, leadId: other } = await stored.assignedLead(store.db, 'ada')
    await store.db.deleteFrom('leads').where('id', '=', other).execute()
    await store.db.updateTable('assignments').set({ leadId: lead }).execute()
    await store.db.updateTable('leads').set({ assignmentId }).where('id', '=', lead).execute()
    const link = {
      contactId,
      crm: 'hubspot',
      recordId: '901',
      lastSeen: '{"email":"kim@x.example"}',
    }
    await store.db.insertInto('crmLinks').values(link).execute()
    const task = { id: newId(), leadId: lead, follower: 'write-crm' as const }
    await store.db
      .insertInto('tasks')
      .values(task as never)
      .execute()

    const { remains } = await store.people.erase({ contactId }, 'test')

    assert.deepEqual(remains, [{ crm: 'hubspot', recordId: '901' }])
    assert.equal(await stateOf(store.db, lead), 'erased')
    const tasks = await store.db.selectFrom('tasks').select(['follower', 'state']).execute()
    assert.deepEqual(
      tasks.toSorted((a, b) => (a.follower < b.follower ? -1 : 1)),
      [
        { follower: 'erase', state: 'open' },
        { follower: 'write-crm', state: 'refused' },
      ],
    )
    const assignments = await store.db.selectFrom('assignments').select('status').execute()
    assert.deepEqual(assignments, [{ status: 'closed' }])
  })

  test('a lead taken back at its source goes, and of its contact what no other lead has said', async () => {
    await using store = await aRegister()
    const leads = leadsIn(await store.deliver(created('4711'), created('4712')))
    const contactId = await aPerson(store.db, leads, ['kim@x.example', 'kim@new.example'])

    const { delivery } = await store.deliver(deletion('4712'))
    assert.equal(store.jobs.at(-1)?.queue, 'follower-erase')
    await store.people.withdraw(leads[1] as LeadId)

    const contact = await store.db.selectFrom('contacts').selectAll().executeTakeFirstOrThrow()
    assert.deepEqual([contact.id, contact.fields], [contactId, { email: 'kim@x.example' }])
    const identities = await store.db.selectFrom('identities').select('value').execute()
    assert.deepEqual(identities, [{ value: 'kim@x.example' }])
    assert.equal(await stateOf(store.db, leads[0] as LeadId), 'travelling')
    assert.equal(await stateOf(store.db, leads[1] as LeadId), 'erased')
    assert.equal(await bodyOf(store.db, delivery.id), '')
    await store.people.withdraw(leads[0] as LeadId)
    const gone = await store.db.selectFrom('contacts').select('fields').executeTakeFirstOrThrow()
    assert.deepEqual(gone.fields, {})
  })

  test('a lead that was taken back before it came never comes', async () => {
    await using store = await aRegister()

    await store.deliver(deletion('4711'))
    const early = await store.deliver(created('4711'))
    const [{ id } = { id: '' as LeadId }] = await store.db
      .selectFrom('leads')
      .select('id')
      .execute()
    await store.people.withdraw(id)
    await store.finishAll()
    const late = await store.deliver(created('4711'))

    assert.deepEqual([early.leads[0]?.duplicate, late.leads[0]?.duplicate], [true, true])
    const leads = await store.db.selectFrom('leads').select(['state', 'version']).execute()
    assert.ok(leads.every(({ state }) => state === 'erased'))
    assert.equal(leads.length, 1)
  })

  test('a contact deleted at HubSpot takes all its leads along, and those of no other', async () => {
    await using store = await aRegister()
    const { leads } = await store.deliver(
      created('77'),
      changed('77', 'num_conversion_events', '2'),
      changed('77', 'message', 'word '.repeat(100)),
      created('770'),
      changed('770', 'num_conversion_events', '2'),
      changed('7', 'num_conversion_events', '77'),
    )

    await store.deliver(deletion('77'))
    await store.deliver(deletion('77'))
    const tasks = await store.db
      .selectFrom('tasks')
      .select('leadId')
      .where('follower', '=', 'erase')
      .execute()
    for (const { leadId } of tasks) await store.people.withdraw(leadId)

    const states = await store.db.selectFrom('leads').select(['id', 'state']).execute()
    assert.deepEqual(
      leads.map(({ leadId }) => states.find(({ id }) => id === leadId)?.state === 'erased'),
      [true, true, true, false, false, false],
    )
    assert.equal(states.length, leads.length)
  })

  test('a deletion reaches the leads of changes when the contact itself never came', async () => {
    await using store = await aRegister()
    const { leads } = await store.deliver(changed('77', 'num_conversion_events', '2'))

    await store.deliver(deletion('77'))

    const tasks = await store.db
      .selectFrom('tasks')
      .select('leadId')
      .where('follower', '=', 'erase')
      .execute()
    assert.ok(tasks.some(({ leadId }) => leadId === leads[0]?.leadId))
    assert.equal((await store.deliver(created('77'))).leads[0]?.duplicate, true)
  })

  test('a notice that names the address of the person goes with them', async () => {
    await using store = await aRegister()
    const [lead = '' as LeadId] = leadsIn(await store.deliver(created('4711')))
    await aPerson(store.db, [lead], ['kim@x.example'])
    const notice = aDelivery('email=Kim%40X.example&event=cancelled')
    const other = aDelivery('email=lee%40x.example')
    for (const delivery of [notice, other]) await store.intake.receive(delivery, [])

    await store.people.erase({ email: 'kim@x.example' }, 'test')

    assert.equal(await bodyOf(store.db, notice.id), '')
    assert.match(await bodyOf(store.db, other.id), /lee/)
  })

  test('a key that several share names nobody, until one of them is named', async () => {
    await using store = await aRegister()
    const leads = leadsIn(await store.deliver(created('4711'), created('4712')))
    const first = await aPerson(store.db, leads.slice(0, 1), ['info@x.example'])
    await aPerson(store.db, leads.slice(1), ['info@x.example'])
    await store.db.updateTable('identities').set({ shared: true, contactId: null }).execute()

    await assert.rejects(store.people.erase({ email: 'info@x.example' }, 'test'), {
      code: 'person-ambiguous',
    })
    await store.people.erase({ contactId: first }, 'test')

    const identities = await store.db.selectFrom('identities').select('value').execute()
    assert.deepEqual(identities, [{ value: 'info@x.example' }])
  })

  test('is found by any spelling of their mailbox, and so are leads that have no contact', async () => {
    await using store = await aRegister()
    const [lead = '' as LeadId] = leadsIn(await store.deliver(created('4711')))
    const contactId = await aPerson(store.db, [lead], ['kim.lee@gmail.com'])
    const mailbox = { kind: 'email' as const, value: 'kimlee@gmail.com', contactId }
    await store.db.insertInto('identities').values(mailbox).execute()
    const aLead = (email: string) => stored.lead(store.db, {}, { form: { email } })
    const loose = await aLead(' Kim.Lee+News@googlemail.com')
    const others = [await aLead('kim.leed@gmail.com'), await aLead('kimlee@mail.example')]

    const reach = await store.people.reach({ email: 'kiml.ee@gmail.com' })
    await store.people.erase({ email: 'kiml.ee@gmail.com' }, 'test')

    assert.deepEqual(reach.contactIds, [contactId])
    assert.deepEqual(reach.leadIds.toSorted(), [lead, loose].toSorted())
    const states = await Promise.all([lead, loose, ...others].map((id) => stateOf(store.db, id)))
    assert.deepEqual(states, ['erased', 'erased', 'travelling', 'travelling'])
    assert.deepEqual(await store.db.selectFrom('identities').selectAll().execute(), [])
  })

  test('a lead taken back leaves the key of a mailbox that another lead gave in another spelling', async () => {
    await using store = await aRegister()
    const leads = leadsIn(await store.deliver(created('4711'), created('4712')))
    const contactId = await aPerson(store.db, leads, ['kim.lee@gmail.com', 'kimlee@gmail.com'])
    const shared = { kind: 'email' as const, value: 'in.fo@gmail.com', contactId: null }
    await store.db
      .insertInto('identities')
      .values([
        { ...shared, shared: true },
        { ...shared, value: 'info@gmail.com', shared: true },
      ])
      .execute()
    const [kept = '', taken = ''] = leads
    const said = { contactId, sourceKey: 'another', at: NOON, field: 'email' as const }
    await store.db
      .insertInto('contactValues')
      .values([
        { ...said, leadId: taken as LeadId, value: 'in.fo@gmail.com' },
        { ...said, leadId: taken as LeadId, value: 'info@gmail.com', sourceKey: 'third' },
        { ...said, leadId: kept as LeadId, value: 'i.nfo@gmail.com' },
      ])
      .execute()

    await store.people.withdraw(leads[1] as LeadId)

    const keys = await store.db.selectFrom('identities').select('value').orderBy('value').execute()
    assert.deepEqual(
      keys.map(({ value }) => value),
      ['info@gmail.com', 'kim.lee@gmail.com', 'kimlee@gmail.com'],
    )
  })

  test('a lead that is taken in while its person is erased, and before that is done, goes as well', async () => {
    await using store = await aRegister()
    const [lead = '' as LeadId] = leadsIn(await store.deliver(created('4711')))
    await aPerson(store.db, [lead], ['kim@x.example'])

    const { erasing, late } = await store.db.transaction().execute(async (tx) => {
      await sql`select from deliveries for update`.execute(tx)
      const erasing = store.people.erase({ email: 'kim@x.example' }, 'test')
      await lockWaits(store.db, 1)
      const form = { email: 'kim@x.example' }
      return { erasing: { done: erasing }, late: await stored.lead(store.db, {}, { form }) }
    })
    const { leadIds } = await erasing.done

    assert.deepEqual(leadIds.toSorted(), [lead, late].toSorted())
    assert.equal(await stateOf(store.db, late), 'erased')
    const forms = await store.db.selectFrom('leadParts').selectAll().execute()
    assert.deepEqual(forms, [])
  })
})
