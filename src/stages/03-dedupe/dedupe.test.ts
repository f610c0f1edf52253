import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { aLead } from '../../../test/support/a-lead.ts'
import { exampleCompany } from '../../../test/support/example-company.ts'
import type { Contact, Identity } from '../../domain/contact.ts'
import { identityText } from '../../domain/contact.ts'
import { applyDecision, type Decision, type Locked, workingCopy } from '../../domain/decision.ts'
import { type ContactId, type LeadId, newId, type RepId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import type { LeadForm } from '../../domain/lead-form.ts'
import type { MatchFinding } from '../../domain/matching/match-verdict.ts'
import { dedupe } from './dedupe.ts'

const NOW = new Date('2026-03-02T14:30:00Z')
const KARI = 'kari@fjordtech.no'
const PHONE = '+4722123456'
const OWNER = 'contact-of-before' as ContactId

type Keys = { readonly email?: string; readonly phone?: string }

const aLeadWith = (keys: Keys, form: LeadForm = {}): Lead =>
  aLead({ id: newId<LeadId>(), parts: { form, findings: { ...keys, notes: [] } } })

const identity = (kind: Identity['kind'], value: string, given: Partial<Identity> = {}) =>
  ({ kind, value, contactId: undefined, shared: false, ...given }) satisfies Identity

const aContact = (given: Partial<Contact> = {}): Contact => ({
  id: OWNER,
  fields: {},
  origins: {},
  ownerRepId: undefined,
  ownerLeadId: undefined,
  leadCount: 1,
  ...given,
})

/** What the locks hold still: rows for all keys a lead asks for, known ones as given. */
function lockedFor(leads: readonly Lead[], known: readonly Identity[] = [], contact?: Contact) {
  const asked = leads.flatMap((lead) => dedupe.locks(lead).identities ?? [])
  const fresh = asked.map((key) => ({ ...key, contactId: undefined, shared: false }))
  const identities = new Map([...fresh, ...known].map((one) => [identityText(one), one]))
  return {
    now: NOW,
    seed: 1,
    configuration: exampleCompany(),
    identities,
    contacts: new Map(contact ? [[contact.id, contact]] : []),
    topOf: new Map(contact ? [[contact.id, contact.id]] : []),
    settledPairs: new Set(),
    pools: new Map(),
    presence: new Map(),
    timeOff: new Map(),
    loads: new Map(),
    queues: new Map(),
  } satisfies Locked
}

function decide(lead: Lead, known: readonly Identity[] = [], contact?: Contact): Decision {
  return dedupe.decide(lead, lockedFor([lead], known, contact))
}

function identified({ event }: Decision) {
  assert.equal(event.type, 'ContactIdentified')
  return event
}

describe('deduping', () => {
  test('a person nobody knows becomes a contact that claims both keys', () => {
    const decision = decide(aLeadWith({ email: KARI, phone: PHONE }))

    const { contactId, by, isNew } = identified(decision)
    assert.deepEqual([by, isNew], ['new', true])
    assert.deepEqual(decision.claims, [
      identity('email', KARI, { contactId }),
      identity('phone', PHONE, { contactId }),
    ])
    assert.equal(decision.contact?.leadCount, 1)
    assert.equal(decision.review, undefined)
  })

  test('e-mail decides, and a phone nobody has is claimed with it', () => {
    const known = [identity('email', KARI, { contactId: OWNER })]
    const contact = aContact({ fields: { email: KARI, firstName: 'Kari' }, leadCount: 3 })

    const decision = decide(aLeadWith({ email: KARI, phone: PHONE }), known, contact)

    assert.partialDeepStrictEqual(identified(decision), { contactId: OWNER, by: 'email' })
    assert.deepEqual(decision.claims, [identity('phone', PHONE, { contactId: OWNER })])
    assert.deepEqual(decision.contact?.fields, { email: KARI, firstName: 'Kari', phone: PHONE })
    assert.equal(decision.contact?.leadCount, 4)
  })

  test('two spellings of one mailbox are one person, where the provider takes them for one', () => {
    const known = [identity('email', 'karinordmann@gmail.com', { contactId: OWNER })]
    const contact = aContact({ fields: { email: 'kari.nordmann@gmail.com' } })
    const decided = (email: string) => identified(decide(aLeadWith({ email }), known, contact))

    assert.partialDeepStrictEqual(decided('Kari.Nordmann+crm@googlemail.com'.toLowerCase()), {
      contactId: OWNER,
      by: 'email',
    })
    assert.equal(decided('karinordmann@fjordtech.no').by, 'new')
  })

  test('a person known by an address as it was written is found by it', () => {
    const asWritten = 'kari.nordmann@gmail.com'
    const known = [identity('email', asWritten, { contactId: OWNER })]

    const decision = decide(aLeadWith({ email: asWritten }), known, aContact({}))

    assert.partialDeepStrictEqual(identified(decision), { contactId: OWNER, by: 'email' })
    assert.deepEqual(decision.claims, [
      identity('email', 'karinordmann@gmail.com', { contactId: OWNER }),
    ])
  })

  test('another spelling of the address does not contradict the phone', () => {
    const known = [identity('phone', PHONE, { contactId: OWNER })]
    const contact = aContact({ fields: { email: 'kari.nordmann@gmail.com', phone: PHONE } })

    const decision = decide(
      aLeadWith({ email: 'karinordmann@gmail.com', phone: PHONE }),
      known,
      contact,
    )

    assert.partialDeepStrictEqual(identified(decision), { contactId: OWNER, by: 'phone' })
  })

  test('a phone attaches a lead without e-mail', () => {
    const known = [identity('phone', PHONE, { contactId: OWNER })]
    const contact = aContact({ fields: { email: KARI, phone: PHONE } })

    const decision = decide(aLeadWith({ phone: PHONE }), known, contact)

    assert.partialDeepStrictEqual(identified(decision), { contactId: OWNER, by: 'phone' })
    assert.equal(decision.contact?.fields.email, KARI)
  })

  test('a phone attaches a lead with an e-mail to a contact without one, which claims it', () => {
    const known = [identity('phone', PHONE, { contactId: OWNER })]

    const decision = decide(aLeadWith({ email: KARI, phone: PHONE }), known, aContact())

    assert.partialDeepStrictEqual(identified(decision), { contactId: OWNER, by: 'phone' })
    assert.deepEqual(decision.claims, [identity('email', KARI, { contactId: OWNER })])
  })

  test('a phone does not attach against another e-mail: two persons, and a person is asked', () => {
    const known = [identity('phone', PHONE, { contactId: OWNER })]
    const contact = aContact({ fields: { email: 'ola@fjordtech.no', phone: PHONE } })

    const decision = decide(aLeadWith({ email: KARI, phone: PHONE }), known, contact)

    const { contactId, by, reviewItemId } = identified(decision)
    assert.equal(by, 'new')
    assert.notEqual(contactId, OWNER)
    assert.deepEqual(decision.claims, [identity('email', KARI, { contactId })])
    assert.partialDeepStrictEqual(decision.review, {
      id: reviewItemId,
      kind: 'identity-clash',
      reasons: ['phone-belongs-to-another-contact'],
      contactId,
      details: { kind: 'phone', value: PHONE, otherContactId: OWNER },
    })
  })

  test('keys of two contacts: e-mail decides, the phone stays where it was, a person is asked', () => {
    const other = 'another-contact' as ContactId
    const known = [
      identity('email', KARI, { contactId: OWNER }),
      identity('phone', PHONE, { contactId: other }),
    ]

    const decision = decide(aLeadWith({ email: KARI, phone: PHONE }), known, aContact())

    assert.equal(identified(decision).contactId, OWNER)
    assert.deepEqual(decision.claims, [])
    assert.partialDeepStrictEqual(decision.review, { details: { otherContactId: other } })
  })

  test('shared keys attach nothing, are not claimed, and are no clash', () => {
    const known = [
      identity('email', 'info@fjordtech.no', { contactId: OWNER, shared: true }),
      identity('phone', PHONE, { shared: true }),
    ]

    const decision = decide(aLeadWith({ email: 'info@fjordtech.no', phone: PHONE }), known)

    assert.partialDeepStrictEqual(identified(decision), { by: 'new', isNew: true })
    assert.notEqual(identified(decision).contactId, OWNER)
    assert.deepEqual(decision.claims, [])
    assert.equal(decision.review, undefined)
  })

  test('one shared address on both sides contradicts nothing: the phone attaches', () => {
    const shared = 'info@fjordtech.no'
    const known = [
      identity('email', shared, { shared: true }),
      identity('phone', PHONE, { contactId: OWNER }),
    ]
    const contact = aContact({ fields: { email: shared, phone: PHONE } })

    const decision = decide(aLeadWith({ email: shared, phone: PHONE }), known, contact)

    assert.partialDeepStrictEqual(identified(decision), { contactId: OWNER, by: 'phone' })
    assert.equal(decision.review, undefined)
  })

  test('a lead without keys is a contact of its own, every time', () => {
    const [one, two] = [decide(aLeadWith({})), decide(aLeadWith({}))].map(identified)

    assert.partialDeepStrictEqual(one, { by: 'none', isNew: true })
    assert.notEqual(one?.contactId, two?.contactId)
  })

  test('the latest value of a field is shown, and one that is not said stays', () => {
    const known = [identity('email', KARI, { contactId: OWNER })]
    const contact = aContact({ fields: { email: KARI, firstName: 'K.', company: 'Fjordtech' } })
    const lead = aLeadWith({ email: KARI }, { fullName: 'Kari Anne Nordmann', title: '' })

    const { contact: after, values } = decide(lead, known, contact)

    const fields = { firstName: 'Kari', lastName: 'Anne Nordmann', company: 'Fjordtech' }
    assert.deepEqual(after?.fields, { email: KARI, ...fields })
    assert.deepEqual(
      values?.map(({ field, value, leadId }) => [field, value, leadId]),
      [
        ['email', KARI, lead.id],
        ['firstName', 'Kari', lead.id],
        ['lastName', 'Anne Nordmann', lead.id],
      ],
    )
  })

  test('a lead sees the contact that the lead before it in the batch has made', () => {
    const [first, second] = [aLeadWith({ email: KARI }), aLeadWith({ email: KARI, phone: PHONE })]
    const state = workingCopy(lockedFor([first, second]))

    const one = dedupe.decide(first, state)
    applyDecision(state, one)
    const two = dedupe.decide(second, state)

    assert.equal(identified(two).contactId, identified(one).contactId)
    assert.equal(two.contact?.leadCount, 2)
    assert.deepEqual(
      two.claims?.map(({ kind }) => kind),
      ['phone'],
    )
  })
})

describe('likeness', () => {
  const finding = (given: Partial<MatchFinding> = {}): MatchFinding => ({
    verdict: 'same',
    contactId: OWNER,
    bits: 12.4,
    fields: [{ field: 'familyName', level: 'same', bits: 8 }],
    priorBits: -14.3,
    compared: 3,
    weights: 0,
    ...given,
  })
  const alike = (keys: Keys, given?: Partial<MatchFinding>, form: LeadForm = {}): Lead => {
    const lead = aLeadWith(keys, form)
    return { ...lead, parts: { ...lead.parts, match: finding(given) } }
  }
  const owned = aContact({ ownerRepId: 'jonas' as RepId, ownerLeadId: 'lead-of-before' as LeadId })

  test('attaches where no exact key does, and the contact claims the keys', () => {
    const decision = decide(alike({ email: KARI }), [], owned)

    assert.partialDeepStrictEqual(identified(decision), {
      contactId: OWNER,
      by: 'likeness',
      isNew: false,
    })
    assert.deepEqual(decision.claims, [identity('email', KARI, { contactId: OWNER })])
    assert.equal(decision.contact?.leadCount, 2)
    assert.equal(decision.review, undefined)
  })

  test('attaches a lead without any key, too', () => {
    assert.partialDeepStrictEqual(identified(decide(alike({}), [], owned)), { by: 'likeness' })
  })

  test('to a contact that was joined into another attaches to that one, and keeps its own', () => {
    const top = 'top-contact' as ContactId
    const lead = alike({ email: KARI })
    const joined = {
      ...lockedFor([lead], [], aContact({ id: top })),
      topOf: new Map([[OWNER, top]]),
    }

    const decision = dedupe.decide(lead, joined)

    const whose = { contactId: top, keyContactId: OWNER }
    assert.partialDeepStrictEqual(identified(decision), { ...whose, by: 'likeness' })
    assert.deepEqual(decision.claims, [identity('email', KARI, whose)])
  })

  test('is not asked where an exact key attaches', () => {
    const other = 'another-contact' as ContactId
    const known = [identity('email', KARI, { contactId: other })]

    const decision = decide(alike({ email: KARI }), known, aContact({ id: other }))

    assert.partialDeepStrictEqual(identified(decision), { contactId: other, by: 'email' })
  })

  test('that is uncertain makes a contact of its own that nobody owns, says who perhaps does, and asks a person', () => {
    const decision = decide(alike({ email: KARI }, { verdict: 'review', bits: 4.2 }), [], owned)

    const { contactId, by, reviewItemId, possibleOwnerId } = identified(decision)
    assert.equal(by, 'new')
    assert.equal(possibleOwnerId, owned.ownerRepId)
    assert.notEqual(contactId, OWNER)
    assert.partialDeepStrictEqual(decision.contact, {
      id: contactId,
      ownerRepId: undefined,
      ownerLeadId: undefined,
      leadCount: 1,
    })
    assert.partialDeepStrictEqual(decision.review, {
      id: reviewItemId,
      kind: 'possible-duplicate',
      reasons: ['familyName-same'],
      contactId,
      details: { otherContactId: OWNER, bits: 4.2 },
    })
  })

  test('follows the weights where the phone is of somebody with another address', () => {
    const known = [identity('phone', PHONE, { contactId: OWNER })]
    const contact = aContact({ fields: { email: 'ola@fjordtech.no', phone: PHONE } })
    const keys = { email: KARI, phone: PHONE }

    const same = decide(alike(keys), known, contact)
    const unsure = decide(alike(keys, { verdict: 'review' }), known, contact)
    const other = decide(alike(keys, { verdict: 'new' }), known, contact)

    assert.partialDeepStrictEqual(identified(same), { contactId: OWNER, by: 'likeness' })
    assert.equal(same.review, undefined)
    assert.deepEqual(
      [unsure, other].map(({ review }) => review?.kind),
      ['possible-duplicate', 'identity-clash'],
    )
  })

  test('to a contact that is gone by now, or to nobody, makes somebody new', () => {
    const gone = decide(alike({ email: KARI }))
    const nobody = decide(alike({ email: KARI }, { verdict: 'new' }), [], owned)

    for (const decision of [gone, nobody]) {
      assert.partialDeepStrictEqual(identified(decision), { by: 'new', isNew: true })
      assert.equal(decision.contact?.ownerRepId, undefined)
      assert.equal(decision.review, undefined)
    }
  })

  test('has its contact locked only where it may decide', () => {
    assert.equal(dedupe.locks(alike({})).likelyContactId, OWNER)
    assert.equal(dedupe.locks(alike({}, { verdict: 'new' })).likelyContactId, undefined)
    assert.equal(dedupe.locks(aLeadWith({})).likelyContactId, undefined)
  })
})

describe('keys that several people use', () => {
  const DESK = 'info@fjordtech.no'
  const kari = aContact({ fields: { email: DESK, firstName: 'Kari', lastName: 'Nordmann' } })
  const ofKari = [
    identity('email', DESK, { contactId: OWNER }),
    identity('phone', PHONE, { contactId: OWNER }),
  ]
  const decideFor = (keys: Keys, fullName: string) =>
    decide(aLeadWith(keys, { fullName }), ofKari, kari)

  test('a desk’s mailbox attaches the same name and no other, which is no clash either', () => {
    const again = decideFor({ email: DESK }, 'Kari Nordman')
    const colleague = decideFor({ email: DESK }, 'Ola Hansen')

    assert.partialDeepStrictEqual(identified(again), { contactId: OWNER, by: 'email' })
    assert.partialDeepStrictEqual(identified(colleague), { by: 'new', isNew: true })
    assert.deepEqual(colleague.claims, [])
    assert.equal(colleague.review, undefined)
  })

  test('a phone does not attach another name: a family, and a person is asked', () => {
    const sister = decideFor({ phone: PHONE }, 'Ingrid Nordmann')
    const herself = decideFor({ phone: PHONE }, 'Kari Nordmann')

    assert.partialDeepStrictEqual(identified(herself), { contactId: OWNER, by: 'phone' })
    assert.partialDeepStrictEqual(identified(sister), { by: 'new', isNew: true })
    assert.equal(sister.review?.kind, 'identity-clash')
  })

  test('an address of one’s own attaches whatever the name', () => {
    const known = [identity('email', KARI, { contactId: OWNER })]
    const lead = aLeadWith({ email: KARI }, { fullName: 'Sales Team' })

    assert.partialDeepStrictEqual(identified(decide(lead, known, kari)), { by: 'email' })
  })

  test('an address of one’s own with another name at another company: attached, and a person is asked', () => {
    const known = [identity('email', KARI, { contactId: OWNER })]
    const fields = { firstName: 'Kari', lastName: 'Nordmann', company: 'Fjordtech AS', email: KARI }
    const decideOn = (form: LeadForm) =>
      decide(aLeadWith({ email: KARI }, form), known, aContact({ fields }))

    const other = decideOn({ fullName: 'Bob Miller', company: 'Quayside Foods' })

    assert.partialDeepStrictEqual(identified(other), { contactId: OWNER, by: 'email' })
    assert.partialDeepStrictEqual(other.review, {
      ...{ kind: 'identity-clash', contactId: OWNER },
      reasons: ['name-and-company-differ-from-contact'],
    })
    for (const form of [
      { fullName: 'Bob Miller' },
      { fullName: 'Bob Miller', company: 'FJORDTECH' },
      { fullName: 'Kari Solberg', company: 'Quayside Foods' },
      { fullName: 'Nordmann, Kari', company: 'Quayside Foods' },
      { fullName: 'test test', company: 'Quayside Foods' },
    ]) {
      assert.equal(decideOn(form).review, undefined, JSON.stringify(form))
    }
  })
})

const someKeys = fc.record(
  {
    email: fc.constantFrom('a@x.example', 'b@x.example', 'c@x.example'),
    phone: fc.constantFrom('+4722000001', '+4722000002', '+4722000003'),
  },
  { requiredKeys: [] },
)
const someLeads = fc.array(
  someKeys.map((keys) => aLeadWith(keys)),
  { minLength: 1, maxLength: 25 },
)

/** All leads of a batch, one after another. */
function inTurn(leads: readonly Lead[]): { decisions: Decision[]; after: Locked } {
  const decisions: Decision[] = []
  const after = workingCopy(lockedFor(leads))
  for (const lead of leads) {
    const decision = dedupe.decide(lead, after)
    decisions.push(decision)
    applyDecision(after, decision)
  }
  return { decisions, after }
}

test('no key ever changes hands, and no lead is without a contact', () => {
  fc.assert(
    fc.property(someLeads, (leads) => {
      const { decisions, after } = inTurn(leads)

      const claims = decisions.flatMap(({ claims: made = [] }) => made)
      assert.equal(new Set(claims.map(identityText)).size, claims.length)
      for (const claim of claims) {
        assert.equal(after.identities.get(identityText(claim))?.contactId, claim.contactId)
      }
      const counts = [...after.contacts.values()].map(({ leadCount }) => leadCount)
      assert.equal(
        counts.reduce((sum, count) => sum + count, 0),
        leads.length,
      )
    }),
  )
})

test('all leads of one e-mail address are one contact, whatever the order', () => {
  fc.assert(
    fc.property(someLeads, fc.nat(), (leads, turn) => {
      const turned = [...leads.slice(turn % leads.length), ...leads.slice(0, turn % leads.length)]
      const { decisions } = inTurn(turned)

      const contactsOf = new Map<string, Set<ContactId>>()
      for (const [index, { parts }] of turned.entries()) {
        const email = parts.findings?.email
        const decision = decisions[index]
        if (email === undefined || decision === undefined) continue
        const seen = contactsOf.get(email) ?? new Set()
        contactsOf.set(email, seen.add(identified(decision).contactId))
      }
      for (const contacts of contactsOf.values()) assert.equal(contacts.size, 1)
    }),
  )
})

test('the order of two leads loses no value: each is kept with its lead', () => {
  const aForm = fc.record(
    { firstName: fc.constantFrom('Kari', 'K.'), company: fc.constantFrom('Fjordtech', 'FT') },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(someKeys, someKeys, aForm, aForm, (keys, otherKeys, form, otherForm) => {
      const [one, two] = [aLeadWith(keys, form), aLeadWith(otherKeys, otherForm)]
      const valuesIn = (leads: readonly Lead[]) =>
        inTurn(leads)
          .decisions.flatMap(({ values = [] }) => values)
          .map(({ leadId, field, value }) => `${leadId} ${field} ${value}`)
          .sort()

      assert.deepEqual(valuesIn([one, two]), valuesIn([two, one]))
    }),
  )
})

describe('a visitor', () => {
  const visitorId = '0b7d9d6e-9f0c-4d0e-8a3f-6f1f7a3c2b10'

  test('is the contact’s from the moment the lead was received', () => {
    const lead = aLeadWith({ email: KARI }, { visitorId })
    const known = identity('email', KARI, { contactId: OWNER })

    const { identification } = decide(lead, [known], aContact())

    assert.deepEqual(identification, { visitorId, contactId: OWNER, since: lead.receivedAt })
  })

  test('is nobody’s when the lead says neither a mail address nor a phone', () => {
    assert.equal(decide(aLeadWith({}, { visitorId })).identification, undefined)
    assert.equal(decide(aLeadWith({ email: KARI })).identification, undefined)
  })
})
