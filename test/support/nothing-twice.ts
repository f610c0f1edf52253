import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { Db } from '../../src/adapters/postgres/connect.ts'
import { entryFrom } from '../../src/adapters/postgres/ledger-rows.ts'
import { verifyLedger } from './verify-ledger.ts'

/**
 * Nothing is lost and nothing happened twice: every lead is decided, has one event of each
 * version, at most one active assignment; every pick has one assignment and one ledger entry, and
 * the ledgers add up.
 */
export async function assertNothingLostOrTwice(db: Db): Promise<void> {
  const count = async (query: ReturnType<typeof sql<{ count: number }>>) =>
    (await query.execute(db)).rows[0]?.count

  assert.equal(
    await count(sql`select count(*)::int from leads where state = 'travelling'`),
    0,
    'leads that are still travelling',
  )
  assert.equal(
    await count(sql`select count(*)::int from leads l where version <> (
      select count(*) from lead_events e where e.lead_id = l.id)`),
    0,
    'leads whose version is not the number of their events',
  )
  assert.equal(
    await count(sql`select count(*)::int from (
      select lead_id from assignments where status in ('offered', 'acknowledged', 'snoozed')
      group by lead_id having count(*) > 1) twice`),
    0,
    'leads with two active assignments',
  )
  assert.equal(
    await count(sql`select count(*)::int from assignments a where pool_id is not null
      and not exists (select from pool_ledger p
        where p.assignment_id = a.id and p.sequence = a.ledger_sequence)`),
    0,
    'picks without a ledger entry',
  )
  assert.equal(
    await count(sql`select count(*)::int from pool_ledger p
      where kind = 'pick' and not exists (
        select from assignments a where a.id = p.assignment_id)`),
    0,
    'ledger entries without an assignment',
  )
  assert.equal(
    await count(sql`select count(*)::int from (
      select contact_id from crm_contacts group by contact_id having count(*) > 1) twice`),
    0,
    'contacts with two CRM records',
  )
  await assertLedgersAddUp(db)
}

async function assertLedgersAddUp(db: Db): Promise<void> {
  const rows = await db
    .selectFrom('poolLedger')
    .selectAll()
    .orderBy('poolId')
    .orderBy('sequence')
    .execute()
  for (const entries of Map.groupBy(rows.map(entryFrom), ({ poolId }) => poolId).values()) {
    assert.deepEqual(verifyLedger(entries), [])
  }
}
