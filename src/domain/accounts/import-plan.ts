import { isDeepStrictEqual } from 'node:util'
import { type Account, changedAccount, newAccount } from '../account.ts'
import type { AccountId } from '../ids.ts'
import { accountKey } from '../matching/account-keys.ts'
import type { AccountLine, LineProblem } from './account-line.ts'
import { findTarget, type HasKey } from './find-target.ts'
import { listOf } from './list-of.ts'
import { type Planned, settleParents } from './settle-parents.ts'

/** What is known of the accounts a file is about, before it is taken in. */
export type KnownAccounts = {
  /** Who has a key by which lines name accounts: ids, external ids, domains. */
  readonly byKey: ReadonlyMap<string, readonly AccountId[]>
  /** Every account that has one of these keys. */
  readonly accounts: ReadonlyMap<AccountId, Account>
  /** The parent of these, and of their parents, and so on. */
  readonly parents: ReadonlyMap<AccountId, AccountId | undefined>
}

/** What becomes of the accounts by a file. Lines with problems change nothing. */
export type ImportPlan = {
  readonly saves: readonly Account[]
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  /** By line. */
  readonly problems: readonly LineProblem[]
}

/**
 * Plans what becomes of the accounts, line by line; `finish` looks at parents, which may stand in any
 * line, and goes in steps, as many as there are lines or a few times as many: between two of them
 * whoever runs it may do something else. Nothing is changed by planning.
 */
export function importPlan(known: KnownAccounts, newId: () => AccountId) {
  const planned = new Map<AccountId, Planned>()
  const added = new Map<string, AccountId[]>()
  const problems: LineProblem[] = []
  const accountOf = (id: AccountId) => planned.get(id)?.after ?? known.accounts.get(id)
  const having: HasKey = (key) => {
    const [before = NONE, since = NONE] = [known.byKey.get(key), added.get(key)]
    if (before.length === 0 || since.length === 0) return since.length === 0 ? before : since
    return [...new Set([...before, ...since])]
  }

  const plan = (line: AccountLine, found: AccountId | undefined): LineProblem | undefined => {
    const id = found ?? newId()
    const earlier = planned.get(id)
    if (earlier !== undefined) {
      return { line: line.line, reason: `line ${earlier.line} is about the same account` }
    }
    const before = known.accounts.get(id)
    const start = before ?? newFrom(id, line)
    if (start === undefined) {
      return { line: line.line, column: 'name', reason: 'a new account needs a name' }
    }
    const after = changedAccount(start, line.change)
    planned.set(id, { line: line.line, before, after, parentKey: line.parentKey })
    for (const key of namingKeys(after)) listOf(added, key).push(id)
    return undefined
  }

  return {
    add(line: AccountLine): void {
      const found = findTarget(line, having, accountOf)
      const problem = 'reason' in found ? found : plan(line, found.id)
      if (problem !== undefined) problems.push(problem)
    },

    *finish(): Generator<void, ImportPlan> {
      const settled = yield* settleParents(planned, having, known.parents)
      const changed: Planned[] = []
      for (const one of settled.good) {
        if (!isDeepStrictEqual(one.before, one.after)) changed.push(one)
        yield
      }
      const created = changed.filter(({ before }) => before === undefined).length
      return {
        saves: changed.map(({ after }) => after),
        created,
        updated: changed.length - created,
        unchanged: settled.good.length - changed.length,
        problems: [...problems, ...settled.problems].sort((a, b) => a.line - b.line),
      }
    },
  }
}

/** The whole plan for the lines of a file, in steps as well. */
export function* planLines(
  known: KnownAccounts,
  lines: readonly AccountLine[],
  newId: () => AccountId,
): Generator<void, ImportPlan> {
  const plan = importPlan(known, newId)
  for (const line of lines) {
    plan.add(line)
    yield
  }
  return yield* plan.finish()
}

const NONE: readonly AccountId[] = []

const newFrom = (id: AccountId, { change: { name } }: AccountLine) =>
  name === undefined ? undefined : newAccount(id, name)

/** The keys by which other lines may name an account. */
const namingKeys = ({ id, externalIds, domains }: Account) => [
  accountKey.id(id),
  ...Object.entries(externalIds).map(([system, name]) => accountKey.external(system, name)),
  ...domains.map(accountKey.domain),
]
