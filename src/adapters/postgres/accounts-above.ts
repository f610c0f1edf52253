import { sql } from 'kysely'
import type { AccountId } from '../../domain/ids.ts'
import type { Tx } from './connect.ts'
import { anyOf } from './fixed-text.ts'

/** These accounts and all above them, each with its parent. The book has no circles, so that this ends. */
export async function accountsAbove(tx: Tx, ids: readonly AccountId[]) {
  const { rows } = await sql<{ id: AccountId; parentId: AccountId | null }>`
    with recursive up as (
      select id, parent_id from accounts where id = ${anyOf(ids)}
      union
      select a.id, a.parent_id from up join accounts a on a.id = up.parent_id
    )
    select id, parent_id from up`.execute(tx)
  return rows
}
