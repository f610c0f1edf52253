import { sql } from 'kysely'
import type { AccountLine } from '../../domain/accounts/account-line.ts'
import { backFilled, type CompanyValues } from '../../domain/accounts/back-fill.ts'
import { findTarget } from '../../domain/accounts/find-target.ts'
import { importPlan } from '../../domain/accounts/import-plan.ts'
import { newId } from '../../domain/ids.ts'
import { accountKey } from '../../domain/matching/account-keys.ts'
import type { AccountBackFill, PageOutcome, SeenCompany } from '../../ports/account-back-fill.ts'
import { takeTurn, writeAccounts } from './account-rows.ts'
import type { Db, Tx } from './connect.ts'
import { translated } from './database-failure.ts'
import { inSlices } from './in-slices.ts'
import { knownAccounts } from './known-accounts.ts'
import { setParents } from './set-parents.ts'

/** Keeps what a CRM says of accounts in `account_links`, and how far it was read. */
export function postgresAccountBackFill(db: Db): AccountBackFill {
  return {
    place: (crm) =>
      translated(async () => {
        const row = await db
          .selectFrom('accountBackFills')
          .select('nextPage')
          .where('crm', '=', crm)
          .executeTakeFirst()
        return row?.nextPage ?? undefined
      }),
    take: (crm, companies, next) =>
      translated(() =>
        db.transaction().execute(async (tx) => {
          await takeTurn(tx)
          const outcome = await takePage(tx, crm, companies)
          if (next === undefined) await setParents(tx, crm)
          await tx
            .insertInto('accountBackFills')
            .values({ crm, nextPage: next ?? null })
            .onConflict((on) =>
              on.column('crm').doUpdateSet({ nextPage: next ?? null, updatedAt: sql`now()` }),
            )
            .execute()
          return outcome
        }),
      ),
  }
}

async function takePage(
  tx: Tx,
  crm: string,
  companies: readonly SeenCompany[],
): Promise<PageOutcome> {
  const lines = companies.map((company, line) => lineOf(crm, company, line))
  const known = await knownAccounts(tx, lines)
  const before = await lastSeen(tx, crm, companies)
  const plan = importPlan(known, newId)
  let kept = 0
  for (const [place, line] of lines.entries()) {
    const { recordId = '', values = {} } = companies[place] ?? {}
    const found = findTarget(
      line,
      (key) => known.byKey.get(key) ?? [],
      (id) => known.accounts.get(id),
    )
    const ours = 'id' in found && found.id ? known.accounts.get(found.id) : undefined
    const filled = backFilled(ours, values, before.get(recordId))
    kept += filled.kept.length
    plan.add({ ...line, change: { ...filled.change, externalIds: { [crm]: recordId } } })
  }
  const { saves, problems, ...counts } = await inSlices(plan.finish())
  await writeAccounts(tx, saves, `crm:${crm}`)
  await remember(tx, crm, companies)
  return { ...counts, kept, skipped: problems.length }
}

function lineOf(crm: string, { recordId, values }: SeenCompany, line: number): AccountLine {
  const external = accountKey.external(crm, recordId)
  const knownBy = [external, ...(values.domains ?? []).map(accountKey.domain)]
  return { line, knownBy, change: { externalIds: { [crm]: recordId } } }
}

async function lastSeen(tx: Tx, crm: string, companies: readonly SeenCompany[]) {
  const rows = await tx
    .selectFrom('accountLinks')
    .select(['recordId', 'lastSeen'])
    .where('crm', '=', crm)
    .where('recordId', '=', anyText(companies.map(({ recordId }) => recordId)))
    .execute()
  return new Map<string, CompanyValues>(rows.map(({ recordId, lastSeen }) => [recordId, lastSeen]))
}

/** Those that were skipped have no account, and so no link. */
async function remember(tx: Tx, crm: string, companies: readonly SeenCompany[]): Promise<void> {
  const rows = JSON.stringify(
    companies.map(({ recordId, values, parentRecordId = null }) => ({
      ...{ record_id: recordId, last_seen: values, parent_record_id: parentRecordId },
      key: accountKey.external(crm, recordId),
    })),
  )
  await sql`
    insert into account_links (crm, record_id, account_id, last_seen, parent_record_id)
    select ${crm}::text, s.record_id, k.account_id, s.last_seen, s.parent_record_id
    from jsonb_to_recordset(${rows}::jsonb)
      as s (record_id text, key text, last_seen jsonb, parent_record_id text)
    join account_keys k on k.key = s.key
    on conflict (crm, record_id) do update set account_id = excluded.account_id,
      last_seen = excluded.last_seen, parent_record_id = excluded.parent_record_id,
      seen_at = now()`.execute(tx)
}

const anyText = (values: readonly string[]) => sql<string>`any(${[...values]}::text[])`
