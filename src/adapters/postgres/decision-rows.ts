import { sql } from 'kysely'
import { identityText } from '../../domain/contact.ts'
import { type Decision, entriesOf } from '../../domain/decision.ts'
import type { Tx } from './connect.ts'
import { insertAll } from './fixed-text.ts'
import { writeLedger } from './ledger-rows.ts'
import { writeReleases } from './pool-holds.ts'
import { writeIdentifications } from './visitor-identifications.ts'

/**
 * Writes what decisions changed besides leads: claims, contacts, whose visitors are, assignments
 * and ledgers.
 */
export async function writeDecisions(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  await writeClaims(tx, decisions)
  await writeContacts(tx, decisions)
  await writeIdentifications(
    tx,
    decisions.flatMap(({ identification }) => identification ?? []),
  )
  await writeAssignments(tx, decisions)
  await writeLedger(tx, decisions.flatMap(entriesOf))
  await writeReleases(
    tx,
    decisions.flatMap(({ released }) => released ?? []),
  )
}

async function writeClaims(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  const claims = latest(
    decisions.flatMap(({ claims = [] }) => claims),
    identityText,
  )
  if (claims.length === 0) return
  const rows = JSON.stringify(
    // As the key says, and not as contacts were joined: later leads follow it when they are split.
    claims.map(({ kind, value, shared, contactId, keyContactId }) => ({
      ...{ kind, value, shared },
      contact_id: keyContactId ?? contactId,
    })),
  )
  await sql`
    update identities i set contact_id = c.contact_id, shared = c.shared
    from jsonb_to_recordset(${rows}::jsonb)
      as c (kind text, value text, contact_id uuid, shared boolean)
    where i.kind = c.kind and i.value = c.value`.execute(tx)
}

async function writeContacts(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  const contacts = latest(
    decisions.flatMap(({ contact }) => contact ?? []),
    ({ id }) => id,
  )
  if (contacts.length > 0) {
    const rows = contacts.map(({ id, fields, origins, ownerRepId, ownerLeadId, leadCount }) => ({
      ...{ id, fields, origins, leadCount },
      ownerRepId: ownerRepId ?? null,
      ownerLeadId: ownerLeadId ?? null,
    }))
    const ending = sql`
      on conflict (id) do update set fields = excluded.fields, origins = excluded.origins,
        lead_count = excluded.lead_count,
        owner_rep_id = excluded.owner_rep_id, owner_lead_id = excluded.owner_lead_id,
        updated_at = now()`
    await insertAll('contacts', rows, ending).execute(tx)
  }

  const values = decisions.flatMap(({ contact, values = [] }) =>
    contact ? values.map((value) => ({ contactId: contact.id, ...value })) : [],
  )
  if (values.length > 0) {
    await insertAll('contactValues', values, sql`on conflict do nothing`).execute(tx)
  }
}

async function writeAssignments(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  const assignments = decisions.flatMap(({ assignment }) => assignment ?? [])
  if (assignments.length === 0) return
  const rows = assignments.map((assignment) => ({
    ...assignment,
    poolId: assignment.poolId ?? null,
    ledgerSequence: assignment.ledgerSequence ?? null,
    acknowledgeBy: assignment.acknowledgeBy ?? null,
    acknowledgedAt: assignment.acknowledgedAt ?? null,
    endedAt: assignment.status === 'closed' ? assignment.offeredAt : null,
  }))
  await insertAll('assignments', rows).execute(tx)
}

/** The last of each key: a batch may change one thing several times. */
function latest<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()]
}
