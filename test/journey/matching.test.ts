import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { LeadId } from '../../src/domain/ids.ts'
import { eventually } from '../support/eventually.ts'
import { startTestProduct, type TestProduct } from '../support/test-product.ts'

/** A Tuesday on which reps are at work. */
const TUESDAY = '2026-11-24T09:00:00Z'

const KARI = {
  email: 'kari.nordmann@fjordtech.no',
  full_name: 'Kari Nordmann',
  company: 'Fjordtech AS',
  country: 'NO',
  message: 'What does it cost?',
}

async function send(product: TestProduct, form: Record<string, string>) {
  const id = await product.submit('web-form', form)
  return product.decided(id)
}

type Person = { by: string; contactId: string; comparison?: Comparison }
type Comparison = { verdict: string; bits: number; fields: { field: string; level: string }[] }

async function personOf(product: TestProduct, id: LeadId): Promise<Person> {
  const { status, body } = await product.api('GET', `/v1/leads/${id}/explanation`)
  assert.equal(status, 200)
  return (body as { person: Person }).person
}

const reviewsOf = ({ db }: TestProduct) =>
  db.selectFrom('reviewItems').select(['kind', 'reasons', 'contactId', 'details']).execute()

describe('a person who comes again', { concurrency: 2 }, () => {
  test('with a slip in the address is known by name and company, and their rep is told', async () => {
    await using product = await startTestProduct({ at: TUESDAY })
    const first = await send(product, KARI)

    const again = await send(product, { ...KARI, email: 'kari.nordman@fjordtech.no' })
    const exactly = await send(product, {
      ...KARI,
      email: 'kari.nordman@fjordtech.no',
      message: 'Are you there?',
    })

    assert.deepEqual([again.contactId, again.repId], [first.contactId, first.repId])
    assert.equal(again.state, 'attached')
    const { by, comparison } = await personOf(product, again.id)
    assert.equal(by, 'likeness')
    assert.equal(comparison?.verdict, 'same')
    assert.ok(comparison.bits >= 10)
    assert.ok(comparison.fields.some(({ field, level }) => field === 'email' && level === 'near'))
    // The slip is an exact key from now on.
    assert.equal((await personOf(product, exactly.id)).by, 'email')
    assert.equal(exactly.contactId, first.contactId)
    assert.deepEqual(await reviewsOf(product), [])
  })

  test('under the same name at another company is somebody else', async () => {
    await using product = await startTestProduct({ at: TUESDAY })
    const first = await send(product, KARI)

    const other = await send(product, {
      ...KARI,
      email: 'kari.nordmann@bergfisk.no',
      company: 'Bergen Fiskeri',
    })

    assert.notEqual(other.contactId, first.contactId)
    assert.equal((await personOf(product, other.id)).by, 'new')
    assert.deepEqual(await reviewsOf(product), [])
  })

  test('perhaps: a contact of its own, offered to the same rep first, and a person is asked', async () => {
    await using product = await startTestProduct({ at: TUESDAY })
    const first = await send(product, KARI)

    const perhaps = await send(product, { ...KARI, email: 'kn@fjordtech.no' })

    assert.notEqual(perhaps.contactId, first.contactId)
    assert.deepEqual([perhaps.state, perhaps.repId], ['assigned', first.repId])
    const { body } = await product.api('GET', `/v1/leads/${perhaps.id}/explanation`)
    const [given] = (body as { assignments: { reasonText: string }[] }).assignments
    assert.equal(given?.reasonText, 'they own a contact that is perhaps the same person')
    const [item, ...more] = await reviewsOf(product)
    assert.deepEqual(more, [])
    assert.equal(item?.kind, 'possible-duplicate')
    assert.equal(item.contactId, perhaps.contactId)
    assert.equal(item.details.otherContactId, first.contactId)
    assert.doesNotMatch(JSON.stringify(item), /nordmann|fjordtech/i)
    const text = await alertOn(product, perhaps.id)
    assert.match(text, /Perhaps a contact of yours/)
  })
})

describe('people who share something', { concurrency: 2 }, () => {
  test('a family behind one phone are as many contacts', async () => {
    await using product = await startTestProduct({ at: TUESDAY })
    const phone = '+47 22 12 34 56'
    const family = ['Kari Nordmann', 'Ola Nordmann', 'Ingrid Nordmann']

    const leads = []
    for (const full_name of family) leads.push(await send(product, { full_name, phone }))

    assert.equal(new Set(leads.map(({ contactId }) => contactId)).size, 3)
  })

  test('a colleague with a similar address is somebody else', async () => {
    await using product = await startTestProduct({ at: TUESDAY })
    const first = await send(product, KARI)

    const colleague = await send(product, {
      ...KARI,
      full_name: 'Karin Nordmann',
      email: 'karin.nordmann@fjordtech.no',
    })
    const other = await send(product, {
      ...KARI,
      full_name: 'Lars Nordmann',
      email: 'lars.nordmann@fjordtech.no',
    })

    assert.notEqual(other.contactId, first.contactId)
    assert.equal((await personOf(product, other.id)).by, 'new')
    const { comparison } = await personOf(product, colleague.id)
    assert.ok(comparison)
  })

  test('the mailbox of a desk does not make strangers one', async () => {
    await using product = await startTestProduct({ at: TUESDAY })
    const desk = { email: 'info@fjordtech.no', company: 'Fjordtech AS', country: 'NO' }

    const [kari, ola, kariAgain, test1, test2] = [
      await send(product, { ...desk, full_name: 'Kari Nordmann' }),
      await send(product, { ...desk, full_name: 'Ola Hansen' }),
      await send(product, { ...desk, full_name: 'Kari Nordmann' }),
      await send(product, { phone: '+47 22 12 34 56', full_name: 'A B' }),
      await send(product, { phone: '+47 22 12 34 99', full_name: 'A B' }),
    ]

    assert.notEqual(kari.contactId, ola.contactId)
    assert.equal(kari.contactId, kariAgain.contactId)
    assert.notEqual(test1.contactId, test2.contactId)
  })
})

async function alertOn({ db }: TestProduct, id: LeadId): Promise<string> {
  const row = await eventually('the rep to be told', () =>
    db
      .selectFrom('notifications')
      .select(['title', 'lines'])
      .where('leadId', '=', id)
      .where('state', '!=', 'sending')
      .executeTakeFirst(),
  )
  return [row.title, ...row.lines].join('\n')
}

test('a rep hears what is new about a person who is back', async () => {
  await using product = await startTestProduct({ at: TUESDAY })
  const visitor = '0b7d9d6e-9f0c-4d0e-8a3f-6f1f7a3c2b10'
  const first = await send(product, { ...KARI, visitor_id: visitor })

  const again = await send(product, {
    ...KARI,
    message: 'May we have a demo?',
    phone: '+47 22 12 34 56',
    title: 'Head of Procurement',
  })

  assert.equal(again.repId, first.repId)
  const text = await alertOn(product, again.id)
  assert.match(text, /^Kari Nordmann from Fjordtech AS is back/)
  assert.match(text, /May we have a demo\?/)
  assert.match(text, /New: phone \+4722123456, title Head of Procurement/)
  assert.match(text, /Wrote once before, last on 24 Nov 2026/)
})

test('a comparison that fails holds no lead: exact keys decide, and it is made good afterwards', async () => {
  await using product = await startTestProduct({ at: TUESDAY })
  await product.db.schema.alterTable('match_models').renameTo('models_away').execute()

  const first = await send(product, KARI)
  const slip = await send(product, { ...KARI, email: 'kari.nordman@fjordtech.no' })
  const exactly = await send(product, { ...KARI, message: 'Are you there?' })
  assert.notEqual(slip.contactId, first.contactId)
  assert.equal(exactly.contactId, first.contactId)
  assert.ok((await product.events(slip.id)).includes('StageSkipped'))

  await product.db.schema.alterTable('models_away').renameTo('match_models').execute()
  await eventually('the comparisons to be made good', async () => {
    await product.forward(60_000)
    const owing = await Promise.all([first, slip, exactly].map(({ id }) => product.lead(id)))
    return owing.every(({ skippedStages }) => skippedStages.length === 0)
  })
  const [item, ...more] = await reviewsOf(product)
  assert.deepEqual(
    [item?.kind, item?.contactId, item?.details.otherContactId],
    ['possible-duplicate', slip.contactId, first.contactId],
  )
  assert.deepEqual(more, [], 'one question for one pair')
  assert.ok((await product.events(slip.id)).includes('PersonComparedLate'))
})
