import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aContactDesk } from '../../../test/support/a-contact-desk.ts'
import { Refused } from '../../domain/failure.ts'
import type { ContactId, RepId } from '../../domain/ids.ts'
import type { PersonFacts } from '../../domain/matching/person-record.ts'
import type { EditRequest } from '../../ports/contact-edits.ts'
import { postgresIdentityIndex } from './identity-index.ts'

type Desk = Awaited<ReturnType<typeof aContactDesk>>

const KARI = 'kari@fjordtech.no'
const OLA = 'ola@fjordtech.no'
const ANNA = 'anna' as string as RepId

const refused = (code: string) => (error: unknown) =>
  error instanceof Refused && error.code === code

/** Edits what is there now. */
async function edit(desk: Desk, id: ContactId, request: Partial<EditRequest>) {
  const version = (await desk.find(id))?.version ?? 0
  await desk.edits.edit(id, { write: {}, withdraw: [], version, by: 'boss', ...request })
}

describe('what a person writes by hand', () => {
  test('shows before all that leads say, also later, until somebody takes it back', async () => {
    await using desk = await aContactDesk()
    const { id, contactId } = await desk.lead({ email: KARI }, { firstName: 'Kari', title: 'CTO' })

    await edit(desk, contactId, { write: { title: 'CEO', firstName: 'K.' } })
    await desk.lead({ email: KARI }, { title: 'Head of IT' })
    const written = await desk.find(contactId)
    await edit(desk, contactId, { withdraw: ['title'], by: 'eva' })
    const after = await desk.find(contactId)

    assert.partialDeepStrictEqual(written?.contact.fields, { title: 'CEO', firstName: 'K.' })
    assert.partialDeepStrictEqual(written?.shown.title, {
      ...{ value: 'CEO', rule: 'edited', sourceKey: 'edit:boss', leadId: id },
    })
    assert.equal(after?.contact.fields.title, 'Head of IT')
    assert.equal(after?.contact.fields.firstName, 'K.')
    const kept = after?.values.find(({ value }) => value === 'CEO')
    assert.ok(kept?.withdrawnAt instanceof Date, 'a value that was taken back is still there')
    assert.deepEqual(
      after?.edits.map(({ field, kind, by }) => [field, kind, by]),
      [
        ['title', 'withdrawn', 'eva'],
        ['firstName', 'written', 'boss'],
        ['title', 'written', 'boss'],
      ],
    )
  })

  test('the latest edit shows, also where the earlier one was a fuller name', async () => {
    await using desk = await aContactDesk()
    const { contactId, id: leadId } = await desk.lead({ email: KARI }, { firstName: 'Kari' })

    await edit(desk, contactId, { write: { firstName: 'Karianne' } })
    await edit(desk, contactId, { write: { firstName: 'K.' } })
    const second = (await desk.find(contactId))?.contact.fields.firstName
    const at = new Date('2027-01-01T00:00:00Z')
    const adoption = { leadId, crm: 'hubspot', at }
    await desk.book.adopt(contactId, { firstName: 'K' }, adoption)
    await desk.book.adopt(contactId, { firstName: 'K' }, adoption)
    const third = await desk.find(contactId)

    assert.equal(second, 'K.')
    assert.equal(third?.contact.fields.firstName, 'K')
    assert.equal(third?.shown.firstName?.value, 'K')
    assert.equal(third?.edits.length, 3)
    assert.equal(third?.edits[0]?.by, 'crm:hubspot')
  })

  test('of two who have seen the same the second is told, and nothing of theirs is kept', async () => {
    await using desk = await aContactDesk()
    const { contactId } = await desk.lead({ email: KARI }, { title: 'CTO' })
    const request = { withdraw: [], version: 0 } as const

    const both = await Promise.allSettled([
      desk.edits.edit(contactId, { ...request, write: { title: 'CEO' }, by: 'boss' }),
      desk.edits.edit(contactId, { ...request, write: { title: 'CFO' }, by: 'eva' }),
    ])

    const failed = both.filter((one) => one.status === 'rejected')
    assert.equal(failed.length, 1)
    assert.ok(refused('contact-edited')(failed[0]?.reason))
    assert.equal((await desk.find(contactId))?.edits.length, 1)
  })

  test('is told as an event, has the CRM written, and stands in the index', async () => {
    await using desk = await aContactDesk()
    const lead = await desk.lead({ email: KARI }, { firstName: 'Kari', lastName: 'Nordmann' })
    await desk.own(lead, ANNA)
    const { contactId } = lead

    await edit(desk, contactId, { write: { company: 'Quayside Foods', lastName: 'Solberg' } })

    const event = await desk.db
      .selectFrom('leadEvents')
      .select('data')
      .where('leadId', '=', lead.id)
      .where('type', '=', 'ContactEdited')
      .executeTakeFirstOrThrow()
    const facts: PersonFacts = {
      ...{ givenName: 'Kari', familyName: 'Solberg', company: 'Quayside Foods' },
      ...{ emails: [], phones: [], companyDomains: [] },
    }
    const { found } = await postgresIdentityIndex(desk.db).candidates(facts)
    assert.deepEqual(event.data, { contactId, fields: ['company', 'lastName'], withdrawn: [] })
    assert.partialDeepStrictEqual(await desk.tasks(), [{ leadId: lead.id, follower: 'write-crm' }])
    assert.equal(found[0]?.contactId, contactId)
    await desk.assertSumOfEvents()
  })

  test('an address attaches later leads, and no longer when it was taken back', async () => {
    await using desk = await aContactDesk()
    const { contactId } = await desk.lead({ email: KARI })

    await edit(desk, contactId, { write: { email: OLA } })
    const attached = await desk.lead({ email: OLA })
    await edit(desk, contactId, { write: { email: 'else@fjordtech.no', phone: '+4722123456' } })
    await edit(desk, contactId, { withdraw: ['email', 'phone'] })
    const still = await desk.lead({ email: OLA })
    const stranger = await desk.lead({ email: 'else@fjordtech.no', phone: '+4722123456' })

    assert.equal(attached.contactId, contactId)
    assert.equal(still.contactId, contactId, 'a lead has named it by now')
    assert.notEqual(stranger.contactId, contactId)
  })

  test('an address of somebody else is refused, a number of somebody else stays theirs', async () => {
    await using desk = await aContactDesk()
    const kari = await desk.lead({ email: KARI })
    const ola = await desk.lead({ email: OLA, phone: '+4722123456' })

    await assert.rejects(
      edit(desk, kari.contactId, { write: { email: OLA, title: 'CTO' } }),
      refused('contact-key-taken'),
    )
    await edit(desk, kari.contactId, { write: { phone: '+4722123456' } })

    const file = await desk.find(kari.contactId)
    assert.deepEqual(file?.contact.fields, { email: KARI, phone: '+4722123456' })
    assert.equal((await desk.lead({ phone: '+4722123456' })).contactId, ola.contactId)
  })

  test('stays with the contact it was written on when a join is undone', async () => {
    await using desk = await aContactDesk()
    const kari = await desk.lead({ email: KARI }, { title: 'CTO' })
    const ola = await desk.lead({ email: OLA }, { title: 'Buyer' })
    const by = { by: 'boss', why: 'manual' } as const

    const { joinId } = await desk.joins.join(kari.contactId, { ...by, with: ola.contactId })
    await edit(desk, ola.contactId, { write: { title: 'CEO', phone: '+4722123456' } })
    await desk.joins.split(kari.contactId, { ...by, joinId })

    assert.equal((await desk.find(kari.contactId))?.contact.fields.title, 'CEO')
    assert.equal((await desk.find(ola.contactId))?.contact.fields.title, 'Buyer')
    assert.equal((await desk.lead({ phone: '+4722123456' })).contactId, kari.contactId)
  })

  test('that was written over while contacts were one counts again, and its log is with it', async () => {
    await using desk = await aContactDesk()
    const kari = await desk.lead({ email: KARI }, { title: 'CTO' })
    const ola = await desk.lead({ email: OLA }, { title: 'Buyer' })
    const by = { by: 'boss', why: 'manual' } as const
    const write = { title: 'Head of Buying', company: 'Fjordtech', phone: '+4722123456' }
    await edit(desk, ola.contactId, { write })
    const { joinId } = await desk.joins.join(kari.contactId, { ...by, with: ola.contactId })

    await edit(desk, kari.contactId, { write: { title: 'CEO', phone: '+4722654321' } })
    await edit(desk, kari.contactId, { withdraw: ['company'], by: 'eva' })
    await desk.joins.split(kari.contactId, { ...by, joinId })

    const [karis, olas] = [await desk.find(kari.contactId), await desk.find(ola.contactId)]
    assert.partialDeepStrictEqual(karis?.contact.fields, { title: 'CEO', phone: '+4722654321' })
    assert.partialDeepStrictEqual(olas?.contact.fields, {
      title: 'Head of Buying',
      phone: '+4722123456',
    })
    assert.equal(olas?.contact.fields.company, undefined, 'somebody took it back')
    const log = (file: typeof olas) =>
      file?.edits.map(({ field, kind }) => `${field} ${kind}`).sort()
    assert.deepEqual(log(karis), ['phone written', 'title written'])
    const hers = ['company withdrawn', 'company written', 'phone written', 'title written']
    assert.deepEqual(log(olas), hers)
    assert.equal((await desk.lead({ phone: '+4722123456' })).contactId, ola.contactId)
    assert.equal((await desk.lead({ phone: '+4722654321' })).contactId, kari.contactId)
  })

  test('goes, with its log, with the lead that it was written about when that is taken out', async () => {
    await using desk = await aContactDesk()
    const first = await desk.lead({ phone: '+4722123456' }, { title: 'CTO' })
    const second = await desk.lead({ phone: '+4722123456' })
    await edit(desk, first.contactId, { write: { title: 'CEO' } })

    const { otherContactId } = await desk.joins.split(first.contactId, {
      ...{ leadIds: [second.id], by: 'boss', why: 'manual' },
    })

    const [left, out] = [await desk.find(first.contactId), await desk.find(otherContactId)]
    assert.deepEqual([left?.contact.fields.title, left?.edits.length], ['CTO', 0])
    assert.deepEqual([out?.contact.fields.title, out?.edits.length], ['CEO', 1])
    await edit(desk, otherContactId, { withdraw: ['title'] })
    assert.equal((await desk.find(otherContactId))?.contact.fields.title, undefined)
  })

  test('nothing is written for a contact that is not the rep’s, or is not there', async () => {
    await using desk = await aContactDesk()
    const { contactId } = await desk.lead({ email: KARI })
    const write = { title: 'CEO' }
    const nobody = '01900000-0000-7000-8000-00000000000a' as ContactId

    for (const [id, ownerRepId] of [
      [contactId, ANNA],
      [nobody, undefined],
    ] as const) {
      await assert.rejects(edit(desk, id, { write, ownerRepId }), refused('contact-unknown'))
    }
    await edit(desk, contactId, { withdraw: ['title'] })

    assert.deepEqual((await desk.find(contactId))?.edits, [])
  })

  test('leads that come meanwhile and edits of many neither block nor lose each other', async () => {
    await using desk = await aContactDesk()
    const { contactId } = await desk.lead({ email: KARI })
    const addresses = Array.from({ length: 8 }, (_, at) => `k${at}@fjordtech.no`)

    const done = await Promise.all([
      ...addresses.map((email) => desk.lead({ email })),
      ...addresses.map((email) =>
        edit(desk, contactId, { write: { email } }).then(
          () => undefined,
          (error: unknown) => {
            if (!refused('contact-key-taken')(error) && !refused('contact-edited')(error))
              throw error
            return undefined
          },
        ),
      ),
    ])

    const file = await desk.find(contactId)
    assert.ok(done.length === 16 && file !== undefined)
    const standing = file.values.filter((one) => one.edited && one.withdrawnAt === undefined)
    assert.ok(standing.length <= 1)
  })
})
