import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { Account } from '../../domain/account.ts'
import { OWN_SYSTEM } from '../../domain/account.ts'
import { Refused } from '../../domain/failure.ts'
import type { AccountId } from '../../domain/ids.ts'
import { accountKey, readTellingName } from '../../domain/matching/account-keys.ts'
import { companyDomain } from '../../domain/matching/company-domain.ts'
import type { AccountBook, AccountFile, AccountQuery } from '../../ports/account-book.ts'
import {
  ACCOUNT_COLUMNS,
  accountFrom,
  readAccounts,
  takeTurn,
  writeAccounts,
} from './account-rows.ts'
import { accountsAbove } from './accounts-above.ts'
import type { Db, Tx } from './connect.ts'
import { IdPlace, pageOf, readCursor } from './cursor.ts'
import { translated } from './database-failure.ts'
import { takeAccounts } from './take-accounts.ts'

/** The companies of our own book, in the tables `accounts` and `account_keys`. */
export function postgresAccountBook(db: Db): AccountBook {
  return {
    list: (query) => translated(() => list(db, query)),
    find: (id) => translated(() => find(db, id)),
    save: (account, by) =>
      translated(() =>
        db.transaction().execute(async (tx) => {
          await takeTurn(tx)
          await refuseWhatCannotBe(tx, account)
          const [before] = await readAccounts(tx, [account.id])
          // What is as it was leads to nothing, such as open leads being looked through.
          if (before === undefined || !isSame(before, account)) {
            await writeAccounts(tx, [account], by)
          }
          const saved = await find(tx, account.id)
          if (saved === undefined) throw new Error(`Account ${account.id} was not saved`)
          return saved
        }),
      ),
    take: (lines, options) => translated(() => takeAccounts(db, lines, options)),
  }
}

const isSame = (one: Account, other: Account) =>
  ACCOUNT_COLUMNS.every((name) => isDeepStrictEqual(one[name] ?? null, other[name] ?? null))

/** So many subsidiaries are told with an account. */
const MOST_SUBSIDIARIES = 200

async function list(db: Db, { limit, cursor, ownerRepId, search }: AccountQuery) {
  const place = readCursor(IdPlace, cursor)
  const keys = search === undefined ? undefined : keysOf(search)
  const rows = await db
    .selectFrom('accounts')
    .select(ACCOUNT_COLUMNS)
    .where((where) => where.and(ownerRepId === undefined ? {} : { ownerRepId }))
    .$if(keys !== undefined, (query) =>
      query.where(
        sql<boolean>`id in (select account_id from account_keys where key = any(${keys}::text[]))`,
      ),
    )
    .$if(place !== undefined, (query) => query.where(sql<boolean>`id > ${place?.[0]}::uuid`))
    .orderBy('id')
    .limit(limit + 1)
    .execute()
  return pageOf(rows, limit, ({ id }) => [id], accountFrom)
}

/** Everything a person may mean who looks for a company by one text. */
function keysOf(text: string): string[] {
  const name = readTellingName(text)
  const domain = companyDomain(text)
  const [, system = OWN_SYSTEM, id = text] = /^([a-z][a-z0-9-]*):(.+)$/.exec(text) ?? []
  return [
    accountKey.external(system, id),
    ...(name === undefined ? [] : [accountKey.name(name)]),
    ...(domain === undefined ? [] : [accountKey.domain(domain)]),
  ]
}

async function find(db: Db | Tx, id: AccountId): Promise<AccountFile | undefined> {
  const row = await db
    .selectFrom('accounts as a')
    .leftJoin('accounts as p', 'p.id', 'a.parentId')
    .select(ACCOUNT_COLUMNS.map((name) => `a.${name}` as const))
    .select(['a.changedBy', 'a.updatedAt', 'p.name as parentName'])
    .where('a.id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const subsidiaries = await db
    .selectFrom('accounts')
    .select(['id', 'name'])
    .where('parentId', '=', id)
    .orderBy('name')
    .orderBy('id')
    .limit(MOST_SUBSIDIARIES)
    .execute()
  const { changedBy, updatedAt, parentName, ...account } = row
  return {
    account: accountFrom(account),
    ...{ changedBy, updatedAt, subsidiaries },
    parentName: parentName ?? undefined,
  }
}

async function refuseWhatCannotBe(tx: Tx, { id, parentId, externalIds }: Account): Promise<void> {
  const keys = Object.entries(externalIds).map(([system, name]) =>
    accountKey.external(system, name),
  )
  const taken = await tx
    .selectFrom('accountKeys')
    .select('key')
    .where('key', '=', sql<string>`any(${keys}::text[])`)
    .where('accountId', '<>', id)
    .executeTakeFirst()
  if (taken !== undefined) {
    throw new Refused('account-id-conflict', `Another account than ${id} has ${taken.key}`)
  }
  if (parentId === undefined) return
  const above = await accountsAbove(tx, [parentId])
  if (above.length === 0) {
    throw new Refused('account-parent-unknown', `There is no account ${parentId} to be a parent`)
  }
  if (above.some((one) => one.id === id)) {
    throw new Refused('account-parent-circle', `The parents of ${id} would lead back to it`)
  }
}
