import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import {
  aPerson,
  aRegister,
  bodyOf,
  created,
  leadsIn,
  stateOf,
} from '../../../test/support/a-person-register.ts'
import { lockWaits } from '../../../test/support/lock-waits.ts'
import { stored } from '../../../test/support/stored.ts'
import { type LeadId, newId } from '../../domain/ids.ts'

describe('the register of persons', { concurrency: 2 }, () => {
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
