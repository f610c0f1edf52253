import { sql } from 'kysely'
import { accountFacts } from '../../domain/account-of-lead.ts'
import type { AccountId } from '../../domain/ids.ts'
import type { AccountCandidate } from '../../domain/matching/account-verdict.ts'
import type { AccountIndex } from '../../ports/account-index.ts'
import { readAccounts } from './account-rows.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'
import { grouped } from './grouped.ts'

/** So many accounts of one key are looked at. */
export const MOST_PER_KEY = 25
const MOST_CANDIDATES = 100

/** Accounts by their keys in `account_keys`; look-ups at once share a statement. */
export function postgresAccountIndex(db: Db): AccountIndex {
  return {
    candidates: grouped((asked: readonly (readonly string[])[]) => findAll(db, asked)),
    facts: (id) => translated(() => factsOf(db, id)),
  }
}

type Hit = {
  readonly asker: number
  readonly accountId: AccountId
  readonly lastLeadAt: Date | null
}

async function findAll(db: Db, asked: readonly (readonly string[])[]) {
  const keys = asked.flatMap((all, asker) => all.map((key) => [asker, key] as const))
  if (keys.length === 0) return asked.map((): AccountCandidate[] => [])
  const { rows } = await sql<Hit>`
    with hits as (
      select a.asker, h.account_id, row_number() over (
        partition by a.asker order by count(*) desc, h.account_id) as rank
      from unnest(${keys.map(([asker]) => asker)}::integer[], ${keys.map(([, key]) => key)}::text[])
        as a (asker, key)
      cross join lateral (
        select k.account_id from account_keys k where k.key = a.key
        order by k.account_id limit ${MOST_PER_KEY}
      ) h
      group by a.asker, h.account_id
    )
    select h.asker, h.account_id, (
      select l.received_at from leads l where l.account_id = h.account_id
      order by l.received_at desc limit 1
    ) as last_lead_at
    from hits h where h.rank <= ${MOST_CANDIDATES}`.execute(db)
  const ids = [...new Set(rows.map(({ accountId }) => accountId))]
  const accounts = new Map((await readAccounts(db, ids)).map((one) => [one.id, one]))
  const byAsker = Map.groupBy(rows, ({ asker }) => asker)
  return asked.map((_, asker) =>
    (byAsker.get(asker) ?? []).flatMap(({ accountId, lastLeadAt }): AccountCandidate[] => {
      const account = accounts.get(accountId)
      return account === undefined ? [] : [{ account, lastLeadAt: lastLeadAt ?? undefined }]
    }),
  )
}

async function factsOf(db: Db, id: AccountId) {
  const [account] = await readAccounts(db, [id])
  if (account === undefined) return undefined
  const { parentId } = account
  const [parent] = parentId === undefined ? [] : await readAccounts(db, [parentId])
  return accountFacts(account, parent)
}
