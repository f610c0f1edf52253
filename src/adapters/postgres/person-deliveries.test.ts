import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aCaptureRequest } from '../../../test/support/a-capture-request.ts'
import {
  aDelivery,
  aPerson,
  aRegister,
  bodyOf,
  created,
  leadsIn,
  SOURCE,
} from '../../../test/support/a-person-register.ts'
import { Refused } from '../../domain/failure.ts'
import type { LeadId } from '../../domain/ids.ts'
import { contentOf } from '../../stages/01-capture/content-of.ts'

describe('what was delivered, once a person is erased:', { concurrency: 2 }, () => {
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
})
