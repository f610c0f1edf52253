import type { Account } from '../../src/domain/account.ts'
import type { AccountLine } from '../../src/domain/accounts/account-line.ts'
import { type KnownAccounts, planLines } from '../../src/domain/accounts/import-plan.ts'
import { type AccountId, newId } from '../../src/domain/ids.ts'
import { accountKey } from '../../src/domain/matching/account-keys.ts'

const NOTHING: KnownAccounts = { byKey: new Map(), accounts: new Map(), parents: new Map() }

/** The key of an account that a list of ours calls so. */
export const external = (id: string) => accountKey.external('own', id)

/** A line about the account of that external id. */
export function aLine(id: string, line: number, given: Partial<AccountLine> = {}): AccountLine {
  return {
    line,
    knownBy: [external(id)],
    ...given,
    change: { name: `Company ${id}`, externalIds: { own: id }, ...given.change },
  }
}

/** The book with these accounts, as an adapter reads it. */
export function knowing(...accounts: Account[]): KnownAccounts {
  const byKey = new Map<string, AccountId[]>()
  for (const { id, externalIds, domains } of accounts) {
    const names = Object.entries(externalIds).map(([system, name]) =>
      accountKey.external(system, name),
    )
    for (const key of [accountKey.id(id), ...names, ...domains.map(accountKey.domain)]) {
      byKey.set(key, [...(byKey.get(key) ?? []), id])
    }
  }
  return {
    byKey,
    accounts: new Map(accounts.map((one) => [one.id, one])),
    parents: new Map(accounts.map(({ id, parentId }) => [id, parentId])),
  }
}

/** An id that ends in this number. */
export const accountId = (last: number) =>
  `01900000-0000-7000-8000-${String(last).padStart(12, '0')}` as AccountId

/** What becomes of the lines, and in how many steps that is found. */
export function planOf(lines: readonly AccountLine[], known = NOTHING) {
  const work = planLines(known, lines, newId)
  for (let steps = 1; ; steps += 1) {
    const { done, value } = work.next()
    if (done) return { ...value, steps }
  }
}
