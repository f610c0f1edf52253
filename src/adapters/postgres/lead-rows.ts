import { type Selectable, sql } from 'kysely'
import type { Escalation } from '../../domain/escalation.ts'
import type { LeadId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import type { LeadEvent } from '../../domain/lead-event.ts'
import type { LeadParts } from '../../domain/lead-parts.ts'
import type { Db, Tx } from './connect.ts'
import { anyOf } from './fixed-text.ts'
import { type KnownParts, knownParts } from './known-parts.ts'
import type { Tables } from './tables.ts'

/** By name, because a prepared statement must go on when a migration adds a column. */
const LEAD_COLUMNS = [
  'id',
  'version',
  'state',
  'waitingFor',
  'sourceKey',
  'dedupeKey',
  'isTest',
  'receivedAt',
  'deadlineAt',
  'decidedAt',
  'contactId',
  'keyContactId',
  'accountId',
  'possibleOwnerId',
  'score',
  'tier',
  'chain',
  'assignmentId',
  'repId',
  'acknowledgedAt',
  'firstContactAt',
  'outcome',
  'triedRepIds',
  'skippedStages',
  'escalation',
  'redeliveries',
] as const satisfies readonly (keyof Tables['leads'])[]

type LeadRow = Selectable<Tables['leads']>

/** One lead before and after, with the events that lie between. */
export type LeadChange = {
  readonly before: Lead
  readonly after: Lead
  readonly events: readonly LeadEvent[]
  readonly parts: Partial<LeadParts>
}

/**
 * The leads of these ids with their parts, by id. Ids without a lead are missing. Parts that are
 * known are not read again; row and parts are always of the same version.
 */
export async function readLeads(
  db: Db | Tx,
  ids: readonly LeadId[],
  known: KnownParts = knownParts(),
): Promise<Map<LeadId, Lead>> {
  const seen = ids.filter(known.has)
  const [rows, leads] = await Promise.all([
    seen.length === 0 ? [] : selectRows(db, seen).execute(),
    readWhole(
      db,
      ids.filter((id) => !known.has(id)),
      known,
    ),
  ])
  return new Map([...leads, ...(await withParts(db, rows, known))])
}

/** As `readLeads`, with the leads held until the transaction ends. */
export async function lockWholeLeads(
  tx: Tx,
  ids: readonly LeadId[],
  known: KnownParts = knownParts(),
): Promise<Map<LeadId, Lead>> {
  const rows = await selectRows(tx, ids).orderBy('id').forUpdate().execute()
  return withParts(tx, rows, known)
}

const selectRows = (db: Db | Tx, ids: readonly LeadId[]) =>
  db.selectFrom('leads').select(LEAD_COLUMNS).where('id', '=', anyOf(ids))

/** These rows as leads; those whose parts are not known in this version are read again as a whole. */
async function withParts(db: Db | Tx, rows: readonly LeadRow[], known: KnownParts) {
  const leads = rows.map((row): [LeadId, Lead | undefined] => {
    const parts = known.of(row.id, row.version)
    return [row.id, parts && leadFrom(row, parts)]
  })
  const unknown = leads.filter(([, lead]) => lead === undefined).map(([id]) => id)
  const others = leads.filter((one): one is [LeadId, Lead] => one[1] !== undefined)
  return new Map([...others, ...(await readWhole(db, unknown, known))])
}

async function readWhole(db: Db | Tx, ids: readonly LeadId[], known: KnownParts) {
  if (ids.length === 0) return new Map<LeadId, Lead>()
  const rows = await selectRows(db, ids)
    .select(
      sql<LeadParts | null>`(
        select jsonb_object_agg(part, content) from lead_parts where lead_id = leads.id
      )`.as('parts'),
    )
    .execute()
  const leads = rows.map(({ parts, ...row }) => leadFrom(row, { form: {}, ...parts }))
  for (const lead of leads) known.keep(lead)
  return new Map(leads.map((lead) => [lead.id, lead]))
}

function leadFrom(row: LeadRow, parts: LeadParts): Lead {
  const { redeliveries: _, ...lead } = leadRowFrom(row)
  return { ...lead, parts }
}

/** The row with what is not there as undefined, which is how the domain says it. */
export function leadRowFrom({ dedupeKey: _, ...row }: Selectable<Tables['leads']>) {
  return {
    ...row,
    waitingFor: row.waitingFor ?? undefined,
    decidedAt: row.decidedAt ?? undefined,
    ...contactOf(row),
    possibleOwnerId: row.possibleOwnerId ?? undefined,
    score: row.score ?? undefined,
    tier: row.tier ?? undefined,
    assignmentId: row.assignmentId ?? undefined,
    repId: row.repId ?? undefined,
    acknowledgedAt: row.acknowledgedAt ?? undefined,
    firstContactAt: row.firstContactAt ?? undefined,
    outcome: row.outcome ?? undefined,
    escalation: escalationFrom(row.escalation),
  }
}

/** JSON has no dates. */
const escalationFrom = ({ nextAt, ...rest }: LeadRow['escalation']): Escalation => ({
  ...rest,
  ...(nextAt === undefined ? {} : { nextAt: new Date(nextAt) }),
})

const contactOf = ({
  contactId,
  keyContactId,
  accountId,
}: Pick<LeadRow, 'contactId' | 'keyContactId' | 'accountId'>) => ({
  contactId: contactId ?? undefined,
  keyContactId: keyContactId ?? undefined,
  accountId: accountId ?? undefined,
})

/**
 * Writes many leads in one statement: rows, events and parts. What is to be written travels along
 * with the locked row, so that nothing has to be joined again. Rows are locked in the order of their
 * ids, so that two batches that share leads wait for each other instead of deadlocking. Resolves
 * with the ids written; a lead that has changed since `before` is left as it is. Events get their
 * positions in the order of the changes, which is the one in which they were decided.
 */
export async function writeLeads(tx: Tx, changes: readonly LeadChange[]): Promise<Set<LeadId>> {
  const rows = JSON.stringify(changes.map((change, turn) => ({ ...rowOf(change), turn })))
  const written = await sql<{ id: LeadId }>`
    with locked as (
      select i.* from jsonb_to_recordset(${rows}::jsonb) as i (
        id uuid, based_on integer, version integer, state text, waiting_for text, is_test boolean,
        deadline_at timestamptz, decided_at timestamptz, contact_id uuid, key_contact_id uuid,
        account_id uuid, possible_owner_id text, score integer, tier text,
        chain jsonb, assignment_id uuid, rep_id text, acknowledged_at timestamptz,
        first_contact_at timestamptz, outcome text, tried_rep_ids text[], skipped_stages text[],
        escalation jsonb, events jsonb, parts jsonb, turn integer)
      join leads l on l.id = i.id and l.version = i.based_on
      order by l.id for update of l
    ), written as (
      update leads l set version = i.version, state = i.state, waiting_for = i.waiting_for,
        is_test = i.is_test, deadline_at = i.deadline_at, decided_at = i.decided_at,
        contact_id = i.contact_id, key_contact_id = i.key_contact_id,
        account_id = i.account_id, possible_owner_id = i.possible_owner_id, score = i.score,
        tier = i.tier, chain = i.chain, assignment_id = i.assignment_id,
        rep_id = i.rep_id, acknowledged_at = i.acknowledged_at,
        first_contact_at = i.first_contact_at, outcome = i.outcome,
        tried_rep_ids = i.tried_rep_ids, skipped_stages = i.skipped_stages,
        escalation = i.escalation
      from locked i where l.id = i.id
      returning l.id, i.events, i.parts, i.turn
    ), new_events as (
      insert into lead_events (lead_id, version, type, at, data)
      select w.id, e.* from written w, jsonb_to_recordset(w.events)
        as e (version integer, type text, at timestamptz, data jsonb)
      order by w.turn, e.version
    ), new_parts as (
      insert into lead_parts (lead_id, part, content)
      select w.id, p.key, p.value from written w, jsonb_each(w.parts) p
      on conflict (lead_id, part) do update set content = excluded.content
    )
    select id from written`.execute(tx)
  return new Set(written.rows.map(({ id }) => id))
}

function rowOf({ before, after, events, parts }: LeadChange) {
  return {
    id: after.id,
    based_on: before.version,
    version: after.version,
    state: after.state,
    waiting_for: after.waitingFor,
    is_test: after.isTest,
    deadline_at: after.deadlineAt,
    decided_at: after.decidedAt,
    contact_id: after.contactId,
    key_contact_id: after.keyContactId,
    account_id: after.accountId,
    possible_owner_id: after.possibleOwnerId,
    score: after.score,
    tier: after.tier,
    chain: after.chain,
    assignment_id: after.assignmentId,
    rep_id: after.repId,
    acknowledged_at: after.acknowledgedAt,
    first_contact_at: after.firstContactAt,
    outcome: after.outcome,
    tried_rep_ids: after.triedRepIds,
    skipped_stages: after.skippedStages,
    escalation: after.escalation,
    events: events.map(({ type, at, ...data }, index) => ({
      version: before.version + index + 1,
      type,
      at,
      data,
    })),
    parts,
  }
}
