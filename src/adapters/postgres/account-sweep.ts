import { sql } from 'kysely'
import type { AccountId, LeadId } from '../../domain/ids.ts'
import type { LeadParts } from '../../domain/lead-parts.ts'
import { companyKeys } from '../../domain/matching/account-keys.ts'
import { companyOfLead } from '../../domain/matching/company-of-lead.ts'
import type { AccountSweep } from '../../ports/account-sweep.ts'
import type { Clock } from '../../ports/clock.ts'
import { MOST_PER_KEY } from './account-index.ts'
import { addTasks, type LeadTask } from './add-tasks.ts'
import type { Db, Tx } from './connect.ts'
import { translated } from './database-failure.ts'
import type { Enqueue } from './enqueue.ts'

/** Leads of one page, open or not: some ten milliseconds of work. */
const PAGE = 500
/** Nobody works on what is older, and it need not be read for every account that changes. */
const DAYS = 90
const DAY_MS = 86_400_000
const BEHIND_ALL = 'ffffffff-ffff-ffff-ffff-ffffffffffff' as LeadId

type Parts = { readonly db: Db; readonly enqueue: Enqueue; readonly clock: Clock }

/** The accounts of `accounts_to_match`, all at once: one sweep over the leads does for many accounts. */
export function postgresAccountSweep(parts: Parts): AccountSweep {
  return {
    advance: () => translated(() => parts.db.transaction().execute((tx) => advance(tx, parts))),
  }
}

async function advance(tx: Tx, { enqueue, clock }: Parts) {
  const row = await tx
    .selectFrom('accountSweeps')
    .select(['sweep', 'place'])
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  if (row === undefined) return 'busy'
  if (row.place === null) return await begin(tx, row.sweep + 1)

  const now = clock()
  const leads = await leadsBefore(tx, row.place, new Date(now.getTime() - DAYS * DAY_MS))
  const open = leads.filter(({ parts }) => parts !== null)
  const met = await leadsMet(tx, open, row.sweep)
  await addTasks(
    tx,
    open.flatMap((lead) => tasksOf(lead, met)),
    enqueue,
    now,
  )
  const place = leads.length < PAGE ? null : (leads.at(-1)?.id ?? null)
  await tx.updateTable('accountSweeps').set({ place }).execute()
  if (place === null)
    await tx.deleteFrom('accountsToMatch').where('sweep', '=', row.sweep).execute()
  return 'more'
}

/** Who changes an account meanwhile holds its row for as long as that takes: it is for the next sweep. */
async function begin(tx: Tx, sweep: number) {
  const { rows } = await sql`
    with free as (
      select account_id from accounts_to_match where sweep is null for update skip locked
    )
    update accounts_to_match m set sweep = ${sweep} from free
    where m.account_id = free.account_id returning 1`.execute(tx)
  if (rows.length === 0) return 'done'
  await tx.updateTable('accountSweeps').set({ sweep, place: BEHIND_ALL }).execute()
  return 'more'
}

type PastLead = {
  readonly id: LeadId
  readonly accountId: AccountId | null
  readonly isWaiting: boolean
  /** Null for a lead that nobody works on any more. */
  readonly parts: Partial<LeadParts> | null
}

/** By id, which is by time, so that a page reads so many rows and not all those that are closed. */
async function leadsBefore(tx: Tx, place: LeadId, since: Date): Promise<readonly PastLead[]> {
  const { rows } = await sql<PastLead>`
    select l.id, l.account_id, l.state = 'waiting' as is_waiting,
      case when l.state = 'waiting' or a.status in ('offered', 'acknowledged', 'snoozed') then (
        select jsonb_object_agg(p.part, p.content) from lead_parts p where p.lead_id = l.id
          and p.part in ('form', 'findings', 'enrichment')) end as parts
    from (
      select id, account_id, state, assignment_id, received_at from leads
      where id < ${place}::uuid order by id desc limit ${PAGE}) l
    left join assignments a on a.id = l.assignment_id
    where l.received_at >= ${since}
    order by l.id desc`.execute(tx)
  return rows
}

/**
 * Of the leads those that would find an account of the sweep, by the same keys and limits, or belong to
 * one; and whether they do.
 */
async function leadsMet(tx: Tx, leads: readonly PastLead[], sweep: number) {
  const keys = leads.flatMap(({ id, parts }) =>
    companyKeys(companyOfLead({ form: {}, ...parts })).map((key) => ({ id, key })),
  )
  const owners = leads.map(({ id, accountId }) => ({ id, accountId }))
  const { rows } = await sql<{ id: LeadId; belongs: boolean }>`
    select id, bool_or(belongs) as belongs from (
      select a.id, false as belongs
      from jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) as a (id uuid, key text)
      cross join lateral (
        select k.account_id from account_keys k where k.key = a.key
        order by k.account_id limit ${MOST_PER_KEY}) k
      join accounts_to_match m on m.account_id = k.account_id and m.sweep = ${sweep}
      union all
      select l.id, true
      from jsonb_to_recordset(${JSON.stringify(owners)}::jsonb) as l (id uuid, "accountId" uuid)
      join accounts_to_match m on m.account_id = l."accountId" and m.sweep = ${sweep}
    ) met group by id`.execute(tx)
  return new Map(rows.map(({ id, belongs }) => [id, belongs]))
}

/** A lead that waits goes through the rules again: its account may have an owner by now. */
function tasksOf({ id, isWaiting }: PastLead, met: ReadonlyMap<LeadId, boolean>): LeadTask[] {
  const belongs = met.get(id)
  if (belongs === undefined) return []
  const matching: LeadTask = { leadId: id, follower: 'late-data' }
  if (!isWaiting || !belongs) return [matching]
  return [matching, { leadId: id, follower: 'resume', subject: 'account-changed' }]
}
