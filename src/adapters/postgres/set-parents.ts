import { sql } from 'kysely'
import { planLines } from '../../domain/accounts/import-plan.ts'
import { type AccountId, newId } from '../../domain/ids.ts'
import { accountKey } from '../../domain/matching/account-keys.ts'
import { writeAccounts } from './account-rows.ts'
import type { Tx } from './connect.ts'
import { inSlices } from './in-slices.ts'
import { knownAccounts } from './known-accounts.ts'

type Row = { readonly id: AccountId; readonly wanted: AccountId | null }

/**
 * Sets the parents that a CRM names, once all its companies are known. A parent that was changed by
 * hand since the last time stays, and so does one that would lead back to where it began.
 */
export async function setParents(tx: Tx, crm: string): Promise<void> {
  const { rows } = await sql<Row>`
    select a.id, p.account_id as wanted
    from account_links l
    join accounts a on a.id = l.account_id
    left join account_links p on p.crm = l.crm and p.record_id = l.parent_record_id
    where l.crm = ${crm} and a.parent_id is not distinct from l.parent_set
      and p.account_id is distinct from l.parent_set`.execute(tx)
  const lines = rows.map(({ id, wanted }, line) => ({
    ...{ line, change: {}, knownBy: [accountKey.id(id)] },
    parentKey: wanted === null ? null : accountKey.id(wanted),
  }))
  // Planning for a large book takes longer than a process may be silent that holds up leads.
  await sql`set local idle_in_transaction_session_timeout = '60s'`.execute(tx)
  const known = await knownAccounts(tx, lines)
  const { saves } = await inSlices(planLines(known, lines, newId))
  await writeAccounts(tx, saves, `crm:${crm}`)
  await sql`
    update account_links l set parent_set = a.parent_id from accounts a
    where l.crm = ${crm} and a.id = l.account_id
      and a.id = any(${saves.map(({ id }) => id)}::uuid[])`.execute(tx)
}
