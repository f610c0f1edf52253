import { sql } from 'kysely'
import type { IdentityKey } from '../../domain/contact.ts'
import type { LeadAtKey } from '../../domain/contact-move.ts'
import { Refused } from '../../domain/failure.ts'
import { type ContactId, type JoinId, type LeadId, newId } from '../../domain/ids.ts'
import { ownerOfSide } from '../../domain/joined-owner.ts'
import { keysOfValue } from '../../domain/matching/mail-keys.ts'
import { type KeyedLead, type LeadSplit, splitLeads } from '../../domain/split-leads.ts'
import type { Joined, Occasion } from '../../ports/contact-joins.ts'
import type { Tx } from './connect.ts'
import { finishSplit, type SplitParts } from './finish-split.ts'
import { anyOf } from './fixed-text.ts'
import type { HeldPerson } from './hold-persons.ts'
import { writeJoin } from './join-log.ts'
import { moveLeads } from './move-leads.ts'
import { giveOwner } from './split-owners.ts'

type Request = Occasion & {
  readonly leadIds: readonly LeadId[]
  /** All leads of the person. */
  readonly all: readonly LeadAtKey[]
}

/** Makes a contact of its own of leads that were attached to the person's own contact by their keys. */
export async function separateLeads(
  tx: Tx,
  { top, members }: HeldPerson,
  { leadIds, all, by, why, reviewItemId }: Request,
  { at, ...parts }: SplitParts,
): Promise<Joined> {
  const own = all.filter(({ keyContactId }) => keyContactId === top.id)
  const keyed = await keyedLeads(tx, own)
  const split = splitLeads(keyed, leadIds)
  if (keyed.every(({ id }) => split.leadIds.has(id))) {
    throw new Refused('split-leaves-nothing', `No lead of contact ${top.id} would be left`)
  }
  const out = newId<ContactId>(at)
  const joinId = newId<JoinId>(at)
  const leads = own
    .filter(({ id }) => split.leadIds.has(id))
    .map(({ id }) => ({ id, keyContactId: out }))
  await tx
    .insertInto('contacts')
    .values({ id: out, fields: '{}', ownerRepId: null, ownerLeadId: null, leadCount: 0 })
    .execute()
  await moveVisitorsOf(tx, split.leadIds, { from: top.id, to: out })
  await moveLeads(tx, { from: top.id, to: out, leads, joinId, why: 'split', at }, parts)
  const log = { id: joinId, kind: 'split', contactId: top.id, otherContactId: out } as const
  const nobody = { ownerRepId: undefined, ownerLeadId: undefined }
  await writeJoin(tx, {
    ...{ ...log, undoes: undefined, at, by, why, reviewItemId },
    leadIds: leads.map(({ id }) => id),
    owner: top,
    otherOwner: nobody,
  })
  await moveKeys(tx, split, { from: top.id, to: out, joinId })
  // They were one until now: whoever has had the person goes on with both.
  const isOut = (id: LeadId) => split.leadIds.has(id)
  const withoutLead = { ownerRepId: top.ownerRepId, ownerLeadId: undefined }
  await giveOwner(tx, out, ownerOfSide([top], isOut) ?? withoutLead)
  await giveOwner(tx, top.id, ownerOfSide([top], (id) => !isOut(id)) ?? withoutLead)
  await finishSplit(tx, [top.id, out], members, { at, ...parts })
  return { joinId, contactId: top.id, otherContactId: out }
}

/** Those that are not erased, in the order in which they were attached, with the keys they named. */
async function keyedLeads(tx: Tx, leads: readonly LeadAtKey[]): Promise<KeyedLead[]> {
  const { rows } = await sql<{ id: LeadId; by: string; said: readonly IdentityKey[] }>`
    select l.id, e.data ->> 'by' as by, coalesce((
      select jsonb_agg(jsonb_build_object('kind', v.field, 'value', v.value)) from contact_values v
      where v.contact_id = l.contact_id and v.lead_id = l.id and v.field in ('email', 'phone')
        and not v.edited), '[]') as said
    from leads l cross join lateral (
      select data, at from lead_events e
      where e.lead_id = l.id and e.type = 'ContactIdentified' order by version desc limit 1
    ) e
    where l.id = ${anyOf(leads.map(({ id }) => id))} and l.state <> 'erased'
    order by e.at, l.received_at, l.id`.execute(tx)
  return rows.map(({ said, ...lead }) => ({ ...lead, keys: said.flatMap(keysOfValue) }))
}

type Sides = { readonly from: ContactId; readonly to: ContactId }

async function moveKeys(
  tx: Tx,
  { keys, shared }: LeadSplit,
  { from, to, joinId }: Sides & { joinId: JoinId },
): Promise<void> {
  await sql`
    update identities i set contact_id = ${to}::uuid
    from jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) as k (kind text, value text)
    where i.kind = k.kind and i.value = k.value and i.contact_id = ${from}::uuid`.execute(tx)
  await sql`
    update identities i set shared = true, split_id = ${joinId}::uuid
    from jsonb_to_recordset(${JSON.stringify(shared)}::jsonb) as k (kind text, value text)
    where i.kind = k.kind and i.value = k.value and i.contact_id = ${from}::uuid
      and not i.shared`.execute(tx)
}

/** The visits of those who made themselves known by one of these leads. */
async function moveVisitorsOf(
  tx: Tx,
  leadIds: ReadonlySet<LeadId>,
  { from, to }: Sides,
): Promise<void> {
  await sql`
    update visitor_identifications i set contact_id = ${to}::uuid, key_contact_id = null
    from leads l join lead_parts p on p.lead_id = l.id and p.part = 'form'
    where l.id = ${anyOf([...leadIds])} and i.contact_id = ${from}::uuid
      and coalesce(i.key_contact_id, i.contact_id) = ${from}::uuid
      and i.since = l.received_at and i.visitor_id = (p.content ->> 'visitorId')::uuid`.execute(tx)
}
