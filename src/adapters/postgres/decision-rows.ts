import { sql } from 'kysely'
import { identityText } from '../../domain/contact.ts'
import type { Decision } from '../../domain/decision.ts'
import type { Tx } from './connect.ts'

/** Writes what decisions changed besides leads: claims, contacts, assignments and ledgers. */
export async function writeDecisions(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  await writeClaims(tx, decisions)
  await writeContacts(tx, decisions)
  await writeAssignments(tx, decisions)
  await writeLedgers(tx, decisions)
}

async function writeClaims(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  const claims = latest(
    decisions.flatMap(({ claims = [] }) => claims),
    identityText,
  )
  if (claims.length === 0) return
  const rows = JSON.stringify(
    claims.map(({ contactId, ...key }) => ({ ...key, contact_id: contactId })),
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
    await tx
      .insertInto('contacts')
      .values(
        contacts.map((contact) => ({
          id: contact.id,
          fields: JSON.stringify(contact.fields),
          ownerRepId: contact.ownerRepId ?? null,
          ownerLeadId: contact.ownerLeadId ?? null,
          leadCount: contact.leadCount,
        })),
      )
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((row) => ({
          fields: row.ref('excluded.fields'),
          ownerRepId: row.ref('excluded.ownerRepId'),
          ownerLeadId: row.ref('excluded.ownerLeadId'),
          leadCount: row.ref('excluded.leadCount'),
          updatedAt: sql<Date>`now()`,
        })),
      )
      .execute()
  }

  const values = decisions.flatMap(({ contact, values = [] }) =>
    contact ? values.map((value) => ({ contactId: contact.id, ...value })) : [],
  )
  if (values.length > 0) {
    await sql`
      insert into contact_values (contact_id, field, value, lead_id, source_key, at)
      select * from jsonb_to_recordset(${JSON.stringify(values)}::jsonb)
        as v ("contactId" uuid, field text, value text, "leadId" uuid, "sourceKey" text,
          at timestamptz)
      on conflict do nothing`.execute(tx)
  }
}

async function writeAssignments(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  const assignments = decisions.flatMap(({ assignment }) => assignment ?? [])
  if (assignments.length === 0) return
  await tx
    .insertInto('assignments')
    .values(
      assignments.map((assignment) => ({
        ...assignment,
        poolId: assignment.poolId ?? null,
        ledgerSequence: assignment.ledgerSequence ?? null,
        acknowledgeBy: assignment.acknowledgeBy ?? null,
        acknowledgedAt: assignment.acknowledgedAt ?? null,
        endedAt: assignment.status === 'closed' ? assignment.offeredAt : null,
      })),
    )
    .execute()
}

async function writeLedgers(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  const entries = decisions.flatMap(({ ledgerEntry }) => ledgerEntry ?? [])
  if (entries.length === 0) return
  await tx
    .insertInto('poolLedger')
    .values(
      entries.map((entry) => ({
        ...entry,
        entitled: JSON.stringify(entry.entitled),
        skipped: JSON.stringify(entry.skipped),
        credits: JSON.stringify(entry.credits),
      })),
    )
    .execute()
  for (const { poolId, sequence, credits, hash } of latest(entries, (entry) => entry.poolId)) {
    await tx
      .updateTable('pools')
      .set({ sequence, credits: JSON.stringify(credits), head: hash })
      .where('id', '=', poolId)
      .execute()
  }
}

/** The last of each key: a batch may change one thing several times. */
function latest<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()]
}
