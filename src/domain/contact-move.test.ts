import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  aHistory,
  type ContactModel,
  type ContactStep,
  contactModel,
  type Happening,
  happenings,
} from '../../test/support/contact-model.ts'
import { type ContactMove, joinMove, type Member, undoMove } from './contact-move.ts'
import type { ContactId, JoinId, LeadId } from './ids.ts'

const numRuns = process.env.STL_TEST_LONG === '1' ? 10_000 : 200

type ContactRow = Member & { readonly joinedInto: ContactId | undefined }
type LeadRow = { readonly contactId: ContactId; readonly keyContactId: ContactId }

/** Contacts and leads as tables have them, changed by moves alone. */
function tables() {
  const contacts = new Map<ContactId, ContactRow>()
  const leads = new Map<LeadId, LeadRow>()
  const under = new Map<JoinId, ContactId>()
  const topOf = (id: ContactId) => contacts.get(id)?.joinedInto ?? id

  function apply({ from, to, leads: moved, redirects }: ContactMove): void {
    for (const { id, keyContactId } of moved) {
      assert.equal(leads.get(id)?.contactId, from)
      leads.set(id, { contactId: to, keyContactId })
    }
    for (const { id, joinedInto, joinId } of redirects) {
      contacts.set(id, { id, joinedInto, joinId, under: joinId && under.get(joinId) })
    }
  }

  function personOf(id: ContactId) {
    const top = topOf(id)
    const members = [...contacts.values()].filter((one) => topOf(one.id) === top)
    const theirs = [...leads].filter(([, { contactId }]) => contactId === top)
    return {
      ...{ top, members },
      leads: theirs.map(([lead, { keyContactId }]) => ({ id: lead, keyContactId })),
    }
  }

  return {
    contacts,
    leads,
    topOf,
    lead(name: string, homeName: string): void {
      const [id, home] = [name as LeadId, homeName as ContactId]
      const row = { id: home, joinedInto: undefined, joinId: undefined, under: undefined }
      if (!contacts.has(home)) contacts.set(home, row)
      leads.set(id, { contactId: topOf(home), keyContactId: home })
    },
    join(name: string, one: string, other: string): void {
      const stays = topOf(one as ContactId)
      under.set(name as JoinId, stays)
      apply(joinMove(stays, personOf(other as ContactId), name as JoinId))
    },
    undo(name: string): void {
      const joinId = name as JoinId
      const hidden = [...contacts.values()].find((one) => one.joinId === joinId)
      const move = hidden && undoMove(personOf(hidden.id), joinId)
      assert.ok(move, `join ${joinId} is in force`)
      apply(move)
    },
  }
}

function assertSame(model: ContactModel, rows: ReturnType<typeof tables>): void {
  for (const { name, home } of model.leads) {
    assert.equal(rows.leads.get(name as LeadId)?.contactId, model.top(home), `lead ${name}`)
  }
  for (const home of model.homes) {
    assert.equal(rows.topOf(home as ContactId), model.top(home), `contact ${home}`)
  }
}

test(`joins chain and split in any order, and leads follow their key: ${numRuns} histories`, () => {
  fc.assert(
    fc.property(aHistory(60), (history) => {
      const model = contactModel()
      const rows = tables()
      for (const happening of happenings(model, history.filter(isNoTakingOut))) {
        happen(rows, happening)
        assertSame(model, rows)
      }
      for (const { name } of [...model.joins]) {
        model.undo(name)
        rows.undo(name)
      }
      assertSame(model, rows)
      assert.ok([...rows.contacts.values()].every(({ joinedInto }) => joinedInto === undefined))
    }),
    { numRuns },
  )
})

function happen(rows: ReturnType<typeof tables>, happening: Happening): void {
  if (happening.did === 'lead') rows.lead(happening.name, happening.home)
  if (happening.did === 'join') rows.join(happening.name, happening.one, happening.other)
  if (happening.did === 'undo') rows.undo(happening.name)
}

/** Which makes another contact, and moves nothing between those there are. */
const isNoTakingOut = (step: ContactStep) => step.do !== 'take-out'
