import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { accountId, aLine, external, knowing, planOf } from '../../../test/support/account-lines.ts'
import { newAccount } from '../account.ts'
import { accountKey } from '../matching/account-keys.ts'

test('a parent may stand behind its subsidiary', () => {
  const { saves, created } = planOf([
    aLine('child', 2, { parentKey: external('parent') }),
    aLine('parent', 3),
  ])

  const [child, parent] = saves
  assert.equal(created, 2)
  assert.equal(child?.parentId, parent?.id)
})

test('what is as before is not saved', () => {
  const before = { ...newAccount(accountId(1), 'Company a'), externalIds: { own: 'a' } }

  const { saves, unchanged } = planOf([aLine('a', 2)], knowing(before))

  assert.deepEqual([saves, unchanged], [[], 1])
})

test('an account is found by its domain, unless an id says that it is another', () => {
  const before = {
    ...newAccount(accountId(1), 'Acme'),
    domains: ['acme.example'],
    externalIds: { own: 'a' },
  }
  const byDomain = accountKey.domain('acme.example')
  const domains = ['acme.example']

  const { saves } = planOf(
    [
      { line: 2, knownBy: [byDomain], change: { domains, named: true } },
      {
        line: 3,
        knownBy: [external('b'), byDomain],
        change: { name: 'Acme GmbH', domains, externalIds: { own: 'b' } },
      },
    ],
    knowing(before),
  )

  assert.deepEqual(
    saves.map(({ id, name, named }) => [id === before.id, name, named]),
    [
      [true, 'Acme', true],
      [false, 'Acme GmbH', false],
    ],
  )
})

test('a domain that several accounts share names none of them', () => {
  const both = [1, 2].map((last) => ({
    ...newAccount(accountId(last), 'Acme'),
    domains: ['acme.example'],
  }))

  const { problems } = planOf(
    [{ line: 2, knownBy: [accountKey.domain('acme.example')], change: { named: true } }],
    knowing(...both),
  )

  assert.deepEqual(
    problems.map(({ line, column }) => [line, column]),
    [[2, 'domains']],
  )
})

test('two lines about one account, a parent that is nowhere, and a new one without a name are told', () => {
  const { saves, problems } = planOf([
    aLine('a', 2),
    aLine('a', 3),
    aLine('b', 4, { parentKey: external('nowhere') }),
    aLine('c', 5, { parentKey: external('b') }),
    { line: 6, knownBy: [external('d')], change: { externalIds: { own: 'd' } } },
  ])

  assert.deepEqual(
    saves.map(({ name }) => name),
    ['Company a'],
  )
  assert.deepEqual(
    problems.map(({ line, column, reason }) => [line, column, reason]),
    [
      [3, undefined, 'line 2 is about the same account'],
      [4, 'parent', 'there is no such account, here or in the file'],
      [5, 'parent', 'its parent is in a line that has a problem'],
      [6, 'name', 'a new account needs a name'],
    ],
  )
})

test('a circle through the book is refused at the line that would close it', () => {
  const [top, middle] = [
    newAccount(accountId(1), 'Top'),
    { ...newAccount(accountId(2), 'Middle'), parentId: accountId(1) },
  ]
  const line = {
    line: 2,
    knownBy: [accountKey.id(top.id)],
    change: {},
    parentKey: accountKey.id(middle.id),
  }

  const { saves, problems } = planOf([line], knowing(top, middle))

  assert.deepEqual(saves, [])
  assert.deepEqual(problems, [
    { line: 2, column: 'parent', reason: 'its parents lead back to itself' },
  ])
})

test('whatever parents a file names, no circle comes of it, and every line is either good or told', () => {
  const names = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'nowhere')
  const lines = fc.array(fc.record({ parent: fc.option(names, { nil: undefined }) }), {
    maxLength: 6,
  })
  fc.assert(
    fc.property(lines, (given) => {
      const plan = planOf(
        given.map(({ parent }, place) =>
          aLine(
            'abcdef'.charAt(place),
            place + 2,
            parent === undefined ? {} : { parentKey: external(parent) },
          ),
        ),
      )
      const parents = new Map(plan.saves.map((one) => [one.id, one.parentId]))
      for (const start of parents.keys()) {
        let steps = 0
        for (let at = parents.get(start); at !== undefined; at = parents.get(at)) {
          assert.ok(parents.has(at), 'a parent is missing')
          steps += 1
          assert.ok(steps <= parents.size, 'a circle')
        }
      }
      assert.equal(plan.saves.length + plan.problems.length, given.length)
    }),
  )
})
