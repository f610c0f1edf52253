import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { aContactDesk } from '../../../test/support/a-contact-desk.ts'
import {
  aHistory,
  type ContactModel,
  contactModel,
  type Happening,
  happenings,
} from '../../../test/support/contact-model.ts'
import { stored } from '../../../test/support/stored.ts'
import { Refused } from '../../domain/failure.ts'
import type { ContactId, JoinId, LeadId, RepId } from '../../domain/ids.ts'

type Desk = Awaited<ReturnType<typeof aContactDesk>>

const KARI = 'kari@fjordtech.no'
const OLA = 'ola@fjordtech.no'
const PHONE = '+4722123456'
const ANNA = 'anna' as string as RepId
const JONAS = 'jonas' as string as RepId
const BY = { by: 'boss', why: 'manual' } as const

const refused = (code: string) => (error: unknown) =>
  error instanceof Refused && error.code === code

/** Kari and Ola, each with a lead, an owner and a CRM record. */
async function twoPersons(desk: Desk) {
  const kari = await desk.lead({ email: KARI }, { firstName: 'Kari', title: 'Buyer' })
  const ola = await desk.lead({ email: OLA, phone: PHONE }, { firstName: 'O.', company: 'FT' })
  await desk.own(kari, ANNA)
  await desk.own(ola, JONAS)
  for (const { contactId } of [kari, ola]) await desk.crmLink(contactId)
  return { kari, ola }
}

describe('joining two contacts', () => {
  test('moves leads and values, and leaves a redirect that every later lead follows', async () => {
    await using desk = await aContactDesk()
    const { kari, ola } = await twoPersons(desk)

    const { joinId } = await desk.joins.join(kari.contactId, { ...BY, with: ola.contactId })

    const later = await desk.lead({ email: OLA })
    const file = await desk.find(ola.contactId)
    assert.equal(later.contactId, kari.contactId)
    assert.equal(later.keyContactId, ola.contactId)
    assert.equal(file?.contact.id, kari.contactId)
    assert.deepEqual(new Set(file?.leadIds), new Set([kari.id, ola.id, later.id]))
    assert.equal(file?.contact.leadCount, 3)
    assert.partialDeepStrictEqual(file?.contact.fields, {
      ...{ firstName: 'Kari', title: 'Buyer', company: 'FT', email: OLA, phone: PHONE },
    })
    assert.partialDeepStrictEqual(file?.history, [
      { id: joinId, kind: 'join', ...BY, inForce: true, leadIds: [ola.id] },
    ])
  })

  test('the owner of longer standing has the person, and the other keeps their lead', async () => {
    await using desk = await aContactDesk()
    const { kari, ola } = await twoPersons(desk)

    await desk.joins.join(ola.contactId, { ...BY, with: kari.contactId })

    const file = await desk.find(ola.contactId)
    assert.equal(file?.contact.ownerRepId, ANNA)
    assert.equal((await desk.leads.load(ola.id)).repId, JONAS)
    assert.deepEqual(
      (await desk.tasks()).filter(({ follower }) => follower === 'tell-joined'),
      [{ leadId: ola.id, follower: 'tell-joined', subject: ola.assignmentId }],
    )
  })

  test('unless the other owner is named; somebody else cannot be', async () => {
    await using desk = await aContactDesk()
    const { kari, ola } = await twoPersons(desk)
    const join = (ownerRepId: RepId) =>
      desk.joins.join(kari.contactId, { ...BY, with: ola.contactId, ownerRepId })

    await assert.rejects(join('stranger' as string as RepId), refused('owner-unsuitable'))
    await join(JONAS)

    assert.equal((await desk.find(kari.contactId))?.contact.ownerRepId, JONAS)
  })

  test('what a lead or a visitor of the one did stays known to be theirs', async () => {
    await using desk = await aContactDesk()
    const visitorId = '0b7d9d6e-9f0c-4d0e-8a3f-6f1f7a3c2b10'
    const kari = await desk.lead({ email: KARI })
    const ola = await desk.lead({ email: OLA }, { visitorId })

    const { joinId } = await desk.joins.join(kari.contactId, { ...BY, with: ola.contactId })
    assert.deepEqual(await desk.visitorsOf(kari.contactId), [visitorId])
    await desk.joins.split(kari.contactId, { ...BY, joinId })

    assert.deepEqual(await desk.visitorsOf(ola.contactId), [visitorId])
    assert.deepEqual(await desk.visitorsOf(kari.contactId), [])
  })

  test('is refused for one person, and for somebody who is not there', async () => {
    await using desk = await aContactDesk()
    const { kari, ola } = await twoPersons(desk)
    await desk.joins.join(kari.contactId, { ...BY, with: ola.contactId })
    const nobody = '01900000-0000-7000-8000-00000000ffff' as ContactId
    const join = (id: ContactId, other: ContactId) => desk.joins.join(id, { ...BY, with: other })

    await assert.rejects(join(ola.contactId, kari.contactId), refused('contacts-joined'))
    await assert.rejects(join(kari.contactId, kari.contactId), refused('contacts-joined'))
    await assert.rejects(join(kari.contactId, nobody), refused('contact-unknown'))
    await assert.rejects(join(nobody, kari.contactId), refused('contact-unknown'))
  })
})

describe('undoing a join', () => {
  test('restores both persons, their owners, assignments, values and CRM records', async () => {
    await using desk = await aContactDesk()
    const { kari, ola } = await twoPersons(desk)
    const before = [await desk.person(kari.contactId), await desk.person(ola.contactId)]

    const { joinId } = await desk.joins.join(ola.contactId, { ...BY, with: kari.contactId })
    await desk.joins.split(ola.contactId, { ...BY, joinId })

    const after = [await desk.person(kari.contactId), await desk.person(ola.contactId)]
    assert.deepEqual(after, before)
    assert.deepEqual(await desk.feedback(), [true, false])
    await desk.assertSumOfEvents()
  })

  test('gives back the owner of a contact that was theirs only for its likeness', async () => {
    await using desk = await aContactDesk()
    const { kari, ola } = await twoPersons(desk)
    await desk.db
      .updateTable('contacts')
      .set({ ownerRepId: ANNA, ownerLeadId: kari.id })
      .where('id', '=', ola.contactId)
      .execute()

    const { joinId } = await desk.joins.join(kari.contactId, { ...BY, with: ola.contactId })
    await desk.joins.split(kari.contactId, { ...BY, joinId })

    for (const { contactId } of [kari, ola]) {
      assert.equal((await desk.find(contactId))?.contact.ownerRepId, ANNA)
    }
  })

  test('gives leads that came since to whom their key says, with the keys they named', async () => {
    await using desk = await aContactDesk()
    const { kari, ola } = await twoPersons(desk)
    const { joinId } = await desk.joins.join(kari.contactId, { ...BY, with: ola.contactId })
    const olaAgain = await desk.lead({ email: OLA, phone: '+4722000002' })
    const kariAgain = await desk.lead({ email: KARI })

    await desk.joins.split(ola.contactId, { ...BY, joinId })
    const byNewPhone = await desk.lead({ phone: '+4722000002' })

    const contactOf = async (id: LeadId) => (await desk.leads.load(id)).contactId
    assert.equal(await contactOf(olaAgain.id), ola.contactId)
    assert.equal(await contactOf(kariAgain.id), kari.contactId)
    assert.equal(byNewPhone.contactId, ola.contactId)
  })

  test('is refused when the join is not in force', async () => {
    await using desk = await aContactDesk()
    const { kari, ola } = await twoPersons(desk)
    const { joinId } = await desk.joins.join(kari.contactId, { ...BY, with: ola.contactId })
    const split = () => desk.joins.split(kari.contactId, { ...BY, joinId })

    await split()

    await assert.rejects(split(), refused('join-unknown'))
  })
})

describe('taking leads out', () => {
  test('of a joined contact undoes the join they came by', async () => {
    await using desk = await aContactDesk()
    const { kari, ola } = await twoPersons(desk)
    await desk.joins.join(kari.contactId, { ...BY, with: ola.contactId })

    const done = await desk.joins.split(kari.contactId, { ...BY, leadIds: [ola.id] })

    assert.equal(done.otherContactId, ola.contactId)
    assert.equal((await desk.leads.load(ola.id)).contactId, ola.contactId)
  })

  test('that a phone had attached makes two persons, and the phone attaches nobody', async () => {
    await using desk = await aContactDesk()
    const kari = await desk.lead({ phone: PHONE }, { title: 'Buyer' })
    const ola = await desk.lead({ email: OLA, phone: PHONE }, { firstName: 'Ola' })
    assert.equal(ola.contactId, kari.contactId)

    const { otherContactId } = await desk.joins.split(kari.contactId, {
      ...{ ...BY, leadIds: [ola.id] },
    })

    const byMail = await desk.lead({ email: OLA })
    const byPhone = await desk.lead({ phone: PHONE })
    assert.equal(byMail.contactId, otherContactId)
    assert.ok(![kari.contactId, otherContactId].includes(byPhone.contactId))
    assert.deepEqual((await desk.find(kari.contactId))?.contact.fields, {
      ...{ phone: PHONE, title: 'Buyer' },
    })
    assert.equal((await desk.find(otherContactId))?.contact.fields.firstName, 'Ola')

    await desk.joins.join(kari.contactId, { ...BY, with: otherContactId })
    assert.equal((await desk.lead({ phone: PHONE })).contactId, kari.contactId)
  })

  test('is refused for leads of others, for leads of several joins, and for all leads', async () => {
    await using desk = await aContactDesk()
    const { kari, ola } = await twoPersons(desk)
    const other = await desk.lead({ email: 'third@x.example' })
    const split = (leadIds: LeadId[]) => desk.joins.split(kari.contactId, { ...BY, leadIds })

    await assert.rejects(split([other.id]), refused('lead-not-of-contact'))
    await assert.rejects(split([]), refused('lead-not-of-contact'))
    await assert.rejects(split([kari.id]), refused('split-leaves-nothing'))
    await desk.joins.join(kari.contactId, { ...BY, with: ola.contactId })
    await assert.rejects(split([kari.id, ola.id]), refused('split-of-several-joins'))
  })
})

describe('at once', () => {
  test('two contacts are joined into each other: one wins, and the other hears of it', async () => {
    await using desk = await aContactDesk()
    const { kari, ola } = await twoPersons(desk)

    const settled = await Promise.allSettled([
      desk.joins.join(kari.contactId, { ...BY, with: ola.contactId }),
      desk.joins.join(ola.contactId, { ...BY, with: kari.contactId }),
    ])

    const lost = settled.filter((one) => one.status === 'rejected')
    assert.equal(lost.length, 1)
    assert.ok(refused('contacts-joined')(lost[0]?.reason))
    assert.equal((await desk.history(kari.contactId)).length, 1)
  })

  test('what a contact became part of before it was held is held, too: no lead is left behind', async () => {
    await using desk = await aContactDesk()
    const [a, b, c] = [
      await desk.lead({ email: 'a@x.example' }),
      await desk.lead({ email: 'b@x.example' }),
      await desk.lead({ email: 'c@x.example' }),
    ]
    const key = await desk.db.startTransaction().execute()
    const { contactId: heldId } = await key
      .selectFrom('identities')
      .select('contactId')
      .where('value', '=', 'a@x.example')
      .forUpdate()
      .executeTakeFirstOrThrow()
    assert.equal(heldId, a.contactId)

    const joining = desk.joins.join(b.contactId, { ...BY, with: a.contactId })
    await desk.waiting(1)
    const coming = await desk.db.startTransaction().execute()
    await desk.redirect(key, a.contactId, c.contactId)
    await coming
      .selectFrom('contacts')
      .select('id')
      .where('id', '=', c.contactId)
      .forUpdate()
      .execute()
    const late = await stored.lead(coming, { contactId: c.contactId, version: 0 })
    await key.commit().execute()
    await desk.waiting(1)
    await coming.commit().execute()
    await joining

    assert.equal((await desk.leads.load(late)).contactId, b.contactId)
  })

  test('leads come while contacts are joined and split: every one is where its key says', async () => {
    await using desk = await aContactDesk()
    const emails = ['a', 'b', 'c', 'd'].map((name) => `${name}@x.example`)
    const firsts = await Promise.all(emails.map((email) => desk.lead({ email })))
    const ids = firsts.map(({ contactId }) => contactId)
    const pairs = ids.flatMap((id) => ids.map((other) => [id, other] as const))

    const joinAndSplit = async ([id, other]: readonly [ContactId, ContactId], place: number) => {
      const joined = await desk.joins.join(id, { ...BY, with: other }).catch(allow)
      if (joined === undefined || place % 3 === 0) return
      await desk.joins.split(id, { ...BY, joinId: joined.joinId }).catch(allow)
    }
    const [leads] = await Promise.all([
      Promise.all(
        Array.from({ length: 40 }, (_, place) => desk.lead({ email: emails[place % 4] ?? '' })),
      ),
      Promise.all(pairs.map(joinAndSplit)),
    ])

    for (const [place, { id }] of leads.entries()) {
      const { contactId, keyContactId } = await desk.leads.load(id)
      const home = ids[place % 4] as ContactId
      assert.equal(keyContactId ?? contactId, home)
      assert.equal((await desk.find(home))?.contact.id, contactId)
    }
    await desk.assertSumOfEvents()
  })
})

/** Another join or split was there first. */
function allow(error: unknown): undefined {
  if (!(error instanceof Refused)) throw error
}

const numRuns = process.env.STL_TEST_LONG === '1' ? 150 : 10

test(`contacts in the database are those of the model: ${numRuns} histories`, async () => {
  await using desk = await aContactDesk()
  await fc.assert(
    fc.asyncProperty(aHistory(16), async (history) => {
      await desk.clear()
      const model = contactModel()
      const ids = new Map<string, string>()
      for (const happening of happenings(model, history)) await happen(desk, happening, ids)
      await assertSame(desk, model, ids)
      for (const { name } of model.joins.toReversed()) {
        model.undo(name)
        await happen(desk, { did: 'undo', name }, ids)
      }
      await assertSame(desk, model, ids)
      await desk.assertSumOfEvents()
    }),
    { numRuns },
  )
})

/** Names of the model with the ids they have here: of leads, contacts and joins. */
type Ids = Map<string, string>

async function happen(desk: Desk, happening: Happening, ids: Ids): Promise<void> {
  const idOf = <T extends string>(name: string) => ids.get(name) as T
  switch (happening.did) {
    case 'lead': {
      const { id, contactId, keyContactId } = await desk.lead({ email: happening.key })
      ids.set(`lead ${happening.name}`, id)
      if (!ids.has(happening.home)) ids.set(happening.home, keyContactId ?? contactId)
      return
    }
    case 'join': {
      const { one, other, name } = happening
      const request = { ...BY, with: idOf<ContactId>(other) }
      ids.set(`join ${name}`, (await desk.joins.join(idOf(one), request)).joinId)
      return
    }
    case 'undo': {
      const joinId = idOf<JoinId>(`join ${happening.name}`)
      await desk.joins.split(await desk.contactOfJoin(joinId), { ...BY, joinId })
      return
    }
    case 'take-out': {
      const leadId = idOf<LeadId>(`lead ${happening.lead}`)
      const { contactId } = await desk.leads.load(leadId)
      const request = { ...BY, leadIds: [leadId] }
      const { otherContactId } = await desk.joins.split(contactId as ContactId, request)
      ids.set(happening.name, otherContactId)
      return
    }
  }
}

async function assertSame(desk: Desk, model: ContactModel, ids: Ids): Promise<void> {
  for (const { name, home } of model.leads) {
    const lead = await desk.leads.load(ids.get(`lead ${name}`) as LeadId)
    assert.equal(lead.contactId, ids.get(model.top(home)), `contact of lead ${name}`)
    assert.equal(lead.keyContactId ?? lead.contactId, ids.get(home), `home of lead ${name}`)
  }
  for (const home of model.homes) {
    const top = model.top(home)
    const file = await desk.find(ids.get(home) as ContactId)
    const theirs = model.leads.filter((lead) => model.top(lead.home) === top)
    assert.equal(file?.contact.id, ids.get(top), `contact ${home}`)
    assert.equal(file?.contact.leadCount, theirs.length)
    assert.equal(file?.values.length, theirs.length)
    assert.deepEqual(
      new Set(file?.leadIds),
      new Set(theirs.map(({ name }) => ids.get(`lead ${name}`))),
    )
  }
}
