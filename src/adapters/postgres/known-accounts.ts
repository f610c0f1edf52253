import { sql } from 'kysely'
import type { AccountLine } from '../../domain/accounts/account-line.ts'
import type { KnownAccounts } from '../../domain/accounts/import-plan.ts'
import type { AccountId } from '../../domain/ids.ts'
import { readAccounts } from './account-rows.ts'
import { accountsAbove } from './accounts-above.ts'
import type { Tx } from './connect.ts'

/** So many keys are looked up by one statement. */
const AT_ONCE = 2_000

/** What the book has of the accounts that lines are about, or name as parents. */
export async function knownAccounts(tx: Tx, lines: readonly AccountLine[]): Promise<KnownAccounts> {
  const keys = new Set(lines.flatMap(({ knownBy, parentKey }) => [...knownBy, parentKey ?? '']))
  const byKey = new Map<string, AccountId[]>()
  for (const part of partsOf([...keys].filter(Boolean))) {
    for (const { key, id } of await having(tx, part)) {
      byKey.set(key, [...(byKey.get(key) ?? []), id])
    }
  }
  const ids = [...new Set([...byKey.values()].flat())]
  const accounts = []
  const parents = new Map<AccountId, AccountId | undefined>()
  for (const part of partsOf(ids)) {
    accounts.push(...(await readAccounts(tx, part)))
    for (const { id, parentId } of await accountsAbove(tx, part))
      parents.set(id, parentId ?? undefined)
  }
  return { byKey, accounts: new Map(accounts.map((one) => [one.id, one])), parents }
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
