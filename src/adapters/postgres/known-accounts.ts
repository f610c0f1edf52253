import { sql } from 'kysely'
import type { Account } from '../../domain/account.ts'
import type { AccountLine } from '../../domain/accounts/account-line.ts'
import type { KnownAccounts } from '../../domain/accounts/import-plan.ts'
import { listOf } from '../../domain/accounts/list-of.ts'
import type { AccountId } from '../../domain/ids.ts'
import { readAccounts } from './account-rows.ts'
import { accountsAbove } from './accounts-above.ts'
import type { Tx } from './connect.ts'

/** Of so many lines the keys are looked up by one statement, and so many accounts are read by one. */
const AT_ONCE = 1_000

/** What the book has of the accounts that lines are about, or name as parents. */
export async function knownAccounts(tx: Tx, lines: readonly AccountLine[]): Promise<KnownAccounts> {
  const byKey = await idsByKey(tx, lines)
  const ids = new Set<AccountId>()
  for (const found of byKey.values()) for (const id of found) ids.add(id)
  const accounts = new Map<AccountId, Account>()
  const parents = new Map<AccountId, AccountId | undefined>()
  for (const part of partsOf([...ids])) {
    for (const account of await readAccounts(tx, part)) accounts.set(account.id, account)
    for (const { id, parentId } of await accountsAbove(tx, part))
      parents.set(id, parentId ?? undefined)
  }
  return { byKey, accounts, parents }
}

/** Some lines at a time, so that whatever else waits for this process has a turn in between. */
async function idsByKey(tx: Tx, lines: readonly AccountLine[]) {
  const byKey = new Map<string, AccountId[]>()
  const asked = new Set<string>()
  for (const part of partsOf(lines)) {
    const keys = new Set(part.flatMap(({ knownBy, parentKey }) => [...knownBy, parentKey ?? '']))
    const unknown = [...keys].filter((key) => key !== '' && !asked.has(key))
    for (const key of unknown) asked.add(key)
    if (unknown.length === 0) continue
    for (const { key, id } of await having(tx, unknown)) listOf(byKey, key).push(id)
  }
  return byKey
}

async function having(tx: Tx, keys: readonly string[]) {
  const ids = keys.filter((key) => key.startsWith('id:')).map((key) => key.slice(3))
  const { rows } = await sql<{ key: string; id: AccountId }>`
    select key, account_id as id from account_keys where key = any(${[...keys]}::text[])
    union all
    select 'id:' || id, id from accounts where id = any(${ids}::uuid[])`.execute(tx)
  return rows
}

function* partsOf<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += AT_ONCE) yield all.slice(from, from + AT_ONCE)
}
