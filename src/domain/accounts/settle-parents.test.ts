import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { accountId, aLine, external, knowing, planOf } from '../../../test/support/account-lines.ts'
import { type Account, newAccount } from '../account.ts'
import { accountKey } from '../matching/account-keys.ts'
import type { AccountLine } from './account-line.ts'

const MANY = 10_000

/** Lines each of which names the next as its parent; the parent of the last is another. */
const chain = (lastParent: string) =>
  Array.from({ length: MANY }, (_, place) => {
    const parent = place === MANY - 1 ? lastParent : String(place + 1)
    return aLine(String(place), place + 2, { parentKey: external(parent) })
  })

for (const [what, lastParent, reason] of [
  ['that ends nowhere', 'nowhere', 'its parent is in a line that has a problem'],
  ['that leads back to its middle', '5000', 'its parents lead back to itself'],
] as const) {
  test(`a chain of 10,000 parents ${what} is told in a few steps for every line`, () => {
    const { saves, problems, steps } = planOf(chain(lastParent))

    assert.deepEqual([saves.length, problems.length], [0, MANY])
    assert.equal(problems.find(({ line }) => line === 9_000)?.reason, reason)
    assert.ok(steps >= MANY, 'others have a turn after every line')
    assert.ok(steps <= 10 * MANY, `${steps} steps`)
  })
}

test('turning a chain of 10,000 companies of the book round is told in a few steps for every line', () => {
  const book = Array.from({ length: MANY }, (_, place) => ({
    ...newAccount(accountId(place), `Company ${place}`),
    parentId: place === MANY - 1 ? undefined : accountId(place + 1),
  }))
  const lines = book.slice(1).map((one, place): AccountLine => {
    return {
      line: place + 2,
      knownBy: [accountKey.id(one.id)],
      change: {},
      parentKey: accountKey.id(accountId(place)),
    }
  })

  const { problems, steps } = planOf(lines, knowing(...book))

  // The first closes a circle with the book; without it the second does, and so on.
  assert.equal(problems.length, MANY - 1)
  assert.ok(steps <= 10 * MANY, `${steps} steps`)
})

test('exactly those lines are bad that are found by trying again and again, with a book as well', () => {
  const inBook = ['a', 'b', 'c', 'd', 'e']
  const all = [...inBook, 'f', 'g']
  const parents = fc.tuple(
    ...inBook.map((_, place) => fc.constantFrom(undefined, ...inBook.slice(place + 1))),
  )
  const named = fc.tuple(...all.map(() => fc.constantFrom(undefined, null, ...all, 'nowhere')))
  fc.assert(
    fc.property(
      parents,
      named,
      fc.subarray(all),
      fc.boolean(),
      (above, parentOf, given, turned) => {
        const book = new Map(inBook.map((name, place) => [name, above[place]]))
        const lines = new Map(given.map((name) => [name, parentOf[all.indexOf(name)]]))
        const inTurn = turned ? [...lines].reverse() : [...lines]

        const { problems } = planOf(
          inTurn.map(([name, parent]) =>
            aLine(name, all.indexOf(name) + 2, {
              ...(parent !== undefined && { parentKey: parent && external(parent) }),
            }),
          ),
          knowing(...accountsOf(book)),
        )

        assert.deepEqual(
          problems.map(({ line }) => all[line - 2]),
          all.filter((name) => badLines(lines, book).has(name)),
        )
      },
    ),
  )
})

type Names = ReadonlyMap<string, string | null | undefined>

function accountsOf(book: Names): Account[] {
  const names = [...book.keys()]
  const idOf = (name: string) => accountId(names.indexOf(name) + 1)
  return [...book].map(([name, parent]) => ({
    ...newAccount(idOf(name), `Company ${name}`),
    externalIds: { own: name },
    parentId: parent ? idOf(parent) : undefined,
  }))
}

/** Looks through all lines, takes those out that are bad, and looks again until none is. */
function badLines(lines: Names, book: Names): ReadonlySet<string> {
  const bad = new Set<string>()
  const isGood = (name: string) => lines.has(name) && !bad.has(name)
  const above = (name: string) => {
    const said = isGood(name) ? lines.get(name) : undefined
    return (said === undefined ? book.get(name) : said) ?? undefined
  }
  const isInCircle = (name: string) => {
    let at = above(name)
    for (let steps = 0; at !== undefined && at !== name && steps < 10; steps += 1) at = above(at)
    return at === name
  }
  const isBad = ([name, parent]: readonly [string, string | null | undefined]) =>
    typeof parent === 'string' && (!(book.has(parent) || isGood(parent)) || isInCircle(name))
  for (;;) {
    const found = [...lines].filter((line) => isGood(line[0]) && isBad(line))
    if (found.length === 0) return bad
    for (const [name] of found) bad.add(name)
  }
}
