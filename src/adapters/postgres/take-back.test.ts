import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  aPerson,
  aRegister,
  bodyOf,
  changed,
  created,
  deletion,
  leadsIn,
  NOON,
  stateOf,
} from '../../../test/support/a-person-register.ts'
import type { LeadId } from '../../domain/ids.ts'

describe('what a source takes back', { concurrency: 2 }, () => {
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
})
