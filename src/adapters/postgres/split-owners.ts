import { sql } from 'kysely'
import type { Ownership } from '../../domain/contact-join.ts'
import type { LeadAtKey } from '../../domain/contact-move.ts'
import type { ContactId, LeadId, RepId } from '../../domain/ids.ts'
import { ownerOfSide } from '../../domain/joined-owner.ts'
import type { Tx } from './connect.ts'
import { anyOf } from './fixed-text.ts'
import type { HeldContact } from './hold-persons.ts'

type Sides = {
  readonly top: HeldContact
  readonly out: HeldContact
  readonly all: readonly LeadAtKey[]
  readonly goes: readonly LeadAtKey[]
}

/** Both have the owner they had; one who came to the person since keeps the side of their lead. */
export async function giveOwners(tx: Tx, { top, out, all, goes }: Sides): Promise<void> {
  const outs = new Set(goes.map(({ id }) => id))
  const holders = await holdersOf(tx, all)
  const goesOut = ownerOfSide(
    [...(top.ownerLeadId === undefined ? [] : [top]), out, ...holders],
    (id) => outs.has(id),
  )
  const cameWithOut = top.ownerLeadId === undefined && top.ownerRepId === out.ownerRepId
  const staysHere = ownerOfSide(
    [...(cameWithOut ? [] : [top]), ...(await ownersBefore(tx, top.id)), ...holders],
    (id) => !outs.has(id),
  )
  await giveOwner(tx, out.id, goesOut)
  await giveOwner(tx, top.id, staysHere)
}

export async function giveOwner(tx: Tx, id: ContactId, owner: Ownership | undefined) {
  await tx
    .updateTable('contacts')
    .set({ ownerRepId: owner?.ownerRepId ?? null, ownerLeadId: owner?.ownerLeadId ?? null })
    .where('id', '=', id)
    .execute()
}

/** Whom a contact was with before others were joined into it, the latest first. */
async function ownersBefore(tx: Tx, id: ContactId): Promise<Ownership[]> {
  const rows = await tx
    .selectFrom('contactJoins')
    .select(['ownerRepId', 'ownerLeadId'])
    .where('contactId', '=', id)
    .where('kind', '=', 'join')
    .orderBy('id', 'desc')
    .execute()
  return rows.map(ownership)
}

/** Reps who have one of these leads now, the latest first. */
async function holdersOf(tx: Tx, leads: readonly LeadAtKey[]): Promise<Ownership[]> {
  const { rows } = await sql<{ ownerRepId: RepId; ownerLeadId: LeadId }>`
    select rep_id as owner_rep_id, id as owner_lead_id from leads
    where id = ${anyOf(leads.map(({ id }) => id))} and state = 'assigned'
    order by received_at desc, id desc`.execute(tx)
  return rows
}

const ownership = (row: { ownerRepId: RepId | null; ownerLeadId: LeadId | null }): Ownership => ({
  ownerRepId: row.ownerRepId ?? undefined,
  ownerLeadId: row.ownerLeadId ?? undefined,
})
