import { sql } from 'kysely'
import type { AccountId, LeadId } from '../../domain/ids.ts'
import type { LeadParts } from '../../domain/lead-parts.ts'
import { companyKeys } from '../../domain/matching/account-keys.ts'
import { companyOfLead } from '../../domain/matching/company-of-lead.ts'
import type { AccountSweep } from '../../ports/account-sweep.ts'
import type { Clock } from '../../ports/clock.ts'
import { MOST_PER_KEY } from './account-index.ts'
import { addTasks, type LeadTask } from './add-tasks.ts'
import { IS_ACTIVE } from './assignment-status.ts'
import type { Db, Tx } from './connect.ts'
import { translated } from './database-failure.ts'
import type { Enqueue } from './enqueue.ts'

/** Leads of one page, open or not: some ten milliseconds of work. */
const PAGE = 500
/** So many leads wait to be matched again at most, with the page that comes last. */
const MOST_OPEN = 500
/** Nobody works on what is older, and it need not be read for every account that changes. */
const DAYS = 90
const DAY_MS = 86_400_000
/** So long a lead that travels is waited for; one that takes longer is stuck. */
const TRAVEL_MS = 60_000
/** No lead stands before this. */
const FIRST_ID = '00000000-0000-0000-0000-000000000000' as LeadId

type Parts = { readonly db: Db; readonly enqueue: Enqueue; readonly clock: Clock }

/** The accounts of `accounts_to_match`, all at once: one sweep over the leads does for many accounts. */
export function postgresAccountSweep(parts: Parts): AccountSweep {
  return {
    advance: () => translated(() => parts.db.transaction().execute((tx) => advance(tx, parts))),
  }
}

async function advance(tx: Tx, parts: Parts) {
  const row = await tx
    .selectFrom('accountSweeps')
    .select(['sweep', 'place'])
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  if (row === undefined) return 'busy'
  const { sweep, place } = row
  if (place === null) return await begin(tx, sweep + 1)
  return (await isMuchOpen(tx)) ? 'busy' : await lookAt(tx, { sweep, place }, parts)
}

/**
 * Takes what there is, also what an earlier sweep had to leave. Who changes an account meanwhile holds
 * its row for as long as that takes: it is for the next sweep. Leads that come from now on find the
 * accounts by themselves.
 */
async function begin(tx: Tx, sweep: number) {
  const { rows } = await sql`
    with free as (select account_id from accounts_to_match for update skip locked)
    update accounts_to_match m set sweep = ${sweep} from free
    where m.account_id = free.account_id returning 1`.execute(tx)
  if (rows.length === 0) return 'done'
  const newest = await tx.selectFrom('leads').select('id').orderBy('id', 'desc').executeTakeFirst()
  await tx
    .updateTable('accountSweeps')
    .set({ sweep, place: newest?.id ?? FIRST_ID })
    .execute()
  return 'more'
}

/** Whether those that wait already are to be matched first, so that new leads do not stand behind all. */
async function isMuchOpen(tx: Tx): Promise<boolean> {
  const { rows } = await sql`
    select from tasks where state = 'open' and follower = 'late-data' limit ${MOST_OPEN}`.execute(
    tx,
  )
  return rows.length === MOST_OPEN
}

type Place = { readonly sweep: number; readonly place: LeadId }

async function lookAt(tx: Tx, { sweep, place }: Place, { enqueue, clock }: Parts) {
  const now = clock()
  const found = await leadsFrom(tx, place, now)
  const open = found.slice(0, PAGE).filter(({ parts }) => parts !== null)
  const met = await leadsMet(tx, open, sweep)
  // It may have looked before the account was there, and is decided in seconds.
  if (open.some(({ id, isTravelling }) => isTravelling && met.has(id))) return 'busy'
  await addTasks(
    tx,
    open.flatMap((lead) => tasksOf(lead, met)),
    enqueue,
    now,
  )
  const next = found[PAGE]?.id ?? null
  await tx.updateTable('accountSweeps').set({ place: next }).execute()
  if (next === null) await end(tx, sweep)
  return 'more'
}

/** Not waiting for who changes an account just now, and may wait for another that was taken here. */
async function end(tx: Tx, sweep: number): Promise<void> {
  await sql`
    delete from accounts_to_match where account_id in (
      select account_id from accounts_to_match where sweep = ${sweep}
      for update skip locked)`.execute(tx)
}

type PastLead = {
  readonly id: LeadId
  readonly accountId: AccountId | null
  readonly isWaiting: boolean
  readonly isTravelling: boolean
  /** Null for a lead that nobody works on any more. */
  readonly parts: Partial<LeadParts> | null
}

/**
 * A page and the lead after it. By id, which is by time, so that a page reads so many rows and not all
 * those that are closed.
 */
async function leadsFrom(tx: Tx, place: LeadId, now: Date): Promise<readonly PastLead[]> {
  const before = (ms: number) => new Date(now.getTime() - ms)
  const { rows } = await sql<PastLead>`
    select l.id, l.account_id, l.state = 'waiting' as is_waiting,
      l.state = 'travelling' as is_travelling,
      case when l.state = 'waiting' or ${IS_ACTIVE}
        or l.state = 'travelling' and l.received_at >= ${before(TRAVEL_MS)} then (
        select jsonb_object_agg(p.part, p.content) from lead_parts p where p.lead_id = l.id
          and p.part in ('form', 'findings', 'enrichment')) end as parts
    from (
      select id, account_id, state, assignment_id, received_at from leads
      where id <= ${place}::uuid order by id desc limit ${PAGE + 1}) l
    left join assignments a on a.id = l.assignment_id
    where l.received_at >= ${before(DAYS * DAY_MS)}
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
