import { type Kysely, sql } from 'kysely'

/**
 * Entries of a ledger that are no picks, and what members who were away catch up on. Processes that do
 * not know of it yet write picks of version 1, and leave debts as they are.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `alter table pool_ledger
    add column version smallint not null default 1,
    add column kind text not null default 'pick' check (kind in
      ('pick', 'refund', 'adjustment', 'calibration', 'removal', 'expiry')),
    add column accruing jsonb not null default '{}',
    add column debts jsonb not null default '{}',
    add column units bigint,
    add column refund_of integer,
    add column reason text,
    add column made_by text,
    alter column lead_id drop not null,
    alter column assignment_id drop not null,
    alter column seed drop not null,
    add check (kind <> 'pick' or (lead_id is not null and assignment_id is not null
      and seed is not null)),
    add check (kind = 'pick' or units is not null)`,
  `create unique index one_refund_per_pick on pool_ledger (pool_id, refund_of)
    where refund_of is not null`,
  `create index pool_ledger_of_lead on pool_ledger (lead_id) where lead_id is not null`,
  `alter table pools add column debts jsonb not null default '{}'`,
]
