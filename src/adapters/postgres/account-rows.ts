import { type Selectable, sql } from 'kysely'
import type { Account } from '../../domain/account.ts'
import type { AccountId } from '../../domain/ids.ts'
import { accountKeys } from '../../domain/matching/account-keys.ts'
import type { AccountTables } from './account-tables.ts'
import type { Db, Tx } from './connect.ts'
import { anyOf, insertAll, overwritten } from './fixed-text.ts'
import { withoutNulls } from './without-nulls.ts'

/** The columns an account is read from. */
export const ACCOUNT_COLUMNS = [
  'id',
  'name',
  'otherNames',
  'domains',
  'phone',
  'postalCode',
  'country',
  'industry',
  'employees',
  'annualRevenue',
  'named',
  'parentId',
  'ownerRepId',
  'externalIds',
] as const satisfies readonly (keyof AccountTables['accounts'])[]

export type AccountRow = Pick<
  Selectable<AccountTables['accounts']>,
  (typeof ACCOUNT_COLUMNS)[number]
>

/** The account a row stands for. */
export const accountFrom = (row: AccountRow): Account => withoutNulls(row)

/** The accounts of these ids; ids without one are missing. */
export async function readAccounts(db: Db | Tx, ids: readonly AccountId[]): Promise<Account[]> {
  const rows = await db
    .selectFrom('accounts')
    .select(ACCOUNT_COLUMNS)
    .where('id', '=', anyOf(ids))
    .execute()
  return rows.map(accountFrom)
}

/** Whoever changes accounts takes turns, so that no two make a circle of parents together. */
export const takeTurn = (tx: Tx) => sql`lock table accounts in share row exclusive mode`.execute(tx)

/** So many are written by one statement: a fraction of a second of work. */
const AT_ONCE = 500

/**
 * Writes accounts and the keys they are filed under, and has open leads matched with them. Parents are
 * set last, since they may stand behind their subsidiaries.
 */
export async function writeAccounts(tx: Tx, accounts: readonly Account[], by: string) {
  const parts = Array.from({ length: Math.ceil(accounts.length / AT_ONCE) }, (_, part) =>
    accounts.slice(part * AT_ONCE, (part + 1) * AT_ONCE),
  )
  for (const part of parts) await writeRows(tx, part, by)
  for (const part of parts) await writeParents(tx, part)
  // Before new ones are filed: an external id may have gone from one account to another.
  for (const part of parts) {
    const ids = part.map(({ id }) => id)
    await tx.deleteFrom('accountKeys').where('accountId', '=', anyOf(ids)).execute()
  }
  for (const part of parts) {
    const rows = part.flatMap((one) => accountKeys(one).map((key) => [key, one.id] as const))
    await sql`
      insert into account_keys (key, account_id)
      select * from unnest(
        ${rows.map(([key]) => key)}::text[], ${rows.map(([, id]) => id)}::uuid[])`.execute(tx)
  }
  for (const part of parts) await haveLeadsMatched(tx, part)
}

/** The leads of a subsidiary too: they may be the new owner's of the account above it. */
async function haveLeadsMatched(tx: Tx, accounts: readonly Account[]): Promise<void> {
  const ids = accounts.map(({ id }) => id)
  await sql`
    insert into accounts_to_match (account_id)
    select id from (
      select id from accounts where id = any(${ids}::uuid[])
      union
      select id from accounts where parent_id = any(${ids}::uuid[])) a
    order by id
    on conflict (account_id) do update set sweep = null`.execute(tx)
}

/** Parents are written by `writeParents`. */
const WRITTEN = ACCOUNT_COLUMNS.filter((name) => name !== 'id' && name !== 'parentId')

async function writeRows(tx: Tx, accounts: readonly Account[], by: string): Promise<void> {
  const rows = accounts.map((account) => ({
    id: account.id,
    ...Object.fromEntries(WRITTEN.map((name) => [name, account[name] ?? null])),
    changedBy: by,
  }))
  await insertAll(
    'accounts',
    rows,
    sql`on conflict (id) do update set ${overwritten([...WRITTEN, 'changedBy'])}, updated_at = now()`,
  ).execute(tx)
}

async function writeParents(tx: Tx, accounts: readonly Account[]): Promise<void> {
  const rows = JSON.stringify(accounts.map(({ id, parentId = null }) => ({ id, parentId })))
  await sql`
    update accounts a set parent_id = p."parentId"
    from jsonb_to_recordset(${rows}::jsonb) as p (id uuid, "parentId" uuid)
    where a.id = p.id and a.parent_id is distinct from p."parentId"`.execute(tx)
}
