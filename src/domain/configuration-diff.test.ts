import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { exampleCompany } from '../../test/support/example-company.ts'
import { changesBetween } from './configuration-diff.ts'
import type { Written } from './document-references.ts'
import { movedIn } from './moved-in.ts'
import { writtenForm } from './write-documents.ts'

const company = () => structuredClone(writtenForm(exampleCompany().documents)) as Company
type Company = {
  routing: { rules: { id: string; when: string; targets: unknown[] }[] }
  teams: {
    reps: { id: string; active: boolean }[]
    pools: { id: string; members: { repId: string; weight: number }[] }[]
  }
  sla: { maxHops: number }
} & Written

const texts = (after: Written) => changesBetween(company(), after).map(({ text }) => text)

describe('the changes between two sets of documents', () => {
  test('are said by rule, rep and pool, in words', () => {
    const after = company()
    const [readers] = after.routing.rules
    Object.assign(readers ?? {}, { when: 'lead.source == "webinar"', targets: ['waiting-list'] })
    const emea = after.teams.pools.find(({ id }) => id === 'emea')
    Object.assign(emea?.members[1] ?? {}, { weight: 1 })
    emea?.members.pop()
    after.sla.maxHops = 23

    assert.deepEqual(texts(after), [
      'pool emea, member jonas: weight 2 -> 1',
      'pool emea, member tobias: removed',
      'rule readers: condition lead.source in ["content-download", "webinar"] && score.tier == "cold" -> lead.source == "webinar"',
      'rule readers: targets [ { pool: emea }, { pool: americas }, waiting-list ] -> [ waiting-list ]',
      `sla: maxHops ${company().sla.maxHops} -> 23`,
    ])
  })

  test('name rules that were moved, and none that only made place', () => {
    const after = company()
    const [first] = after.routing.rules.splice(0, 1)
    if (first) after.routing.rules.splice(3, 0, first)

    assert.deepEqual(texts(after), ['rule readers: moved from place 1 to 4'])
  })

  test('name each thing of a list that was not there before, or is there no more', () => {
    const [before, after] = [company(), company()]
    const segments = [{ id: 'north', list: 'lead.postalCode' }]
    Object.assign(before.routing, { segments: undefined })
    Object.assign(after.routing, { segments })

    const said = (from: Written, to: Written) => changesBetween(from, to).map(({ text }) => text)

    assert.deepEqual(said(before, after), ['segment north: added'])
    assert.deepEqual(said(after, before), ['segment north: removed'])
    Object.assign(after, { routing: before.routing })
    Object.assign(after.sla, { policies: [{ id: 'hot', steps: [] }] })
    assert.deepEqual(said(before, after), ['policy hot: added'])
  })

  test('do not depend on where reps and members stand', () => {
    const after = company()
    after.teams.reps.reverse()
    for (const { members } of after.teams.pools) members.reverse()

    assert.deepEqual(texts(after), [])
  })

  test('are the same number in both directions, and none for the same', () => {
    const before = company()
    const after = company()
    after.routing.rules.splice(2, 1)
    Object.assign(after.teams.reps[0] ?? {}, { active: false })

    const [there, back] = [changesBetween(before, after), changesBetween(after, before)]

    assert.deepEqual(
      there.map(({ kind }) => kind),
      ['changed', 'removed'],
    )
    assert.deepEqual(
      back.map(({ kind }) => kind),
      ['changed', 'added'],
    )
    assert.deepEqual(changesBetween(before, before), [])
  })
})

test('moving the names that are said to have moved gives the other order', () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-f]{1,2}$/), { maxLength: 12 })
  fc.assert(
    fc.property(names, names, (before, after) => {
      const moved = movedIn(before, after)

      const gone = new Set(moved.map(({ name }) => name))
      const stay = (list: readonly string[], other: readonly string[]) =>
        list.filter((name) => other.includes(name) && !gone.has(name))
      assert.deepEqual(stay(before, after), stay(after, before))
      for (const { name, from, to } of moved) {
        assert.equal(before[from - 1], name)
        assert.equal(after[to - 1], name)
      }
    }),
  )
})
